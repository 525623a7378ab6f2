"""Home: what each role wants to know first."""

from components import home_parts, page
from components.screens import HOME
from services.permissions import Permission, Role

actor = page.begin(HOME, heading=False)
page.head(home_parts.greeting(actor), below=actor.organization)

with page.telling():
    if actor.role is Role.CONSUMER:
        home_parts.what_i_owe(actor)
    else:
        if actor.may(Permission.BILL_RUN_READ):
            home_parts.what_waits(actor)
        if actor.may(Permission.CHANGE_REQUEST_DECIDE):
            home_parts.requests_that_wait(actor)
        if actor.may(Permission.DASHBOARD_READ):
            home_parts.are_we_collecting(actor)
        if actor.role is Role.FIELD_AGENT:
            home_parts.my_day(actor)
        if actor.role in (Role.SUPPORT, Role.FIELD_AGENT):
            home_parts.my_areas(actor)
