"""Canned answers: the texts that an organization keeps for what is answered again and again."""

from components import canned_answers, page
from components.screens import CANNED_ANSWERS, TICKETS
from services.permissions import Permission

actor = page.begin(CANNED_ANSWERS, heading=False)
page.head(
    CANNED_ANSWERS.title,
    back=("Tickets", TICKETS.link()),
    below="Placed into a comment on a ticket, and edited there before it is sent.",
)

with page.telling():
    canned_answers.show(actor, may_set=actor.may(Permission.CANNED_ANSWER_WRITE) and actor.area_ids is None)
