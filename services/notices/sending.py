"""The job that sends what waits in the outbox, and tells who looks after the system what was given up."""

from services import messages
from services.notices.kinds import MESSAGE_GIVEN_UP
from services.notices.models import About
from services.notices.service import tell
from services.work import Actor, begin


def send_messages(actor: Actor) -> None:
    """Send what is due; one notice a day says what could not be sent, and the Jobs screen says it of each."""
    given_up = messages.send(actor)
    if given_up:
        with begin(actor) as work:
            about = About("outbox", work.today.isoformat(), is_for_all_areas=True)
            subject = f"Messages were given up today: {given_up[0]}"
            tell(work, MESSAGE_GIVEN_UP, None, about, subject, f"messages given up {work.today}")
