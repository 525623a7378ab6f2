"""What I am told of: each kind of notice by each channel, and the hours in which e-mails and texts wait."""

from components import notice_choices, page
from components.screens import NOTICE_CHOICES, NOTICES
from services import notices
from services.work import begin

actor = page.begin(NOTICE_CHOICES, heading=False)
page.head("What I am told of", back=("Notices", NOTICES.link()))

with page.telling() as told, begin(actor) as work:
    chosen = notices.choices(work)

if told.is_ok:
    notice_choices.show(actor, chosen)
