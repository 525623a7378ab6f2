"""My profile: who I am to others, my phone, language, colours, second factor, and where I am signed in."""

from components import page, profile_parts
from components.screens import PROFILE
from services import staff
from services.work import begin
from utils.wording import worded

actor = page.begin(PROFILE, heading=False)
page.head(worded("My profile"), back=(worded("Home"), "/"))

with page.telling() as told, begin(actor) as work:
    own = staff.own(work)

if told.is_ok:
    profile_parts.overview(actor, own)
    profile_parts.language(actor)
    profile_parts.phone(actor, own)
    profile_parts.email(own)
    profile_parts.colours()
    profile_parts.second_factor(actor)
    profile_parts.sessions(actor)
