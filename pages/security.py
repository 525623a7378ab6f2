"""Security: which roles need a second factor, and how many people have one."""

from components import page, security_form
from components.screens import SECURITY, STAFF
from services import sign_in
from services.work import begin

actor = page.begin(SECURITY, heading=False)
page.head("Security", back=("Staff", STAFF.link()))

with page.telling() as told, begin(actor) as work:
    cover = sign_in.cover(work)

if told.is_ok:
    page.section("Second factor", "A code from an app on the phone beside the password, so that a stolen password opens nothing.")
    security_form.cover(actor, cover)
    security_form.requirement(actor, cover)
