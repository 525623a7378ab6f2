"""Telling the earlier address of a person that it no longer is theirs, so that nobody loses an account in silence."""

from datetime import datetime
from typing import Any, Final

from psycopg import Connection

from services import messages

_SUBJECT: Final = "Your e-mail address was changed"
_MOVED: Final = (
    "From now on Suthra writes to {username} at another address than this one. If you did not ask for it, tell your head "
    "administrator at once."
)


def tell_earlier_address(
    connection: Connection[Any], org_id: int, staff_id: int, username: str, earlier: str, now: datetime
) -> None:
    """Write to the address that a person had until now."""
    event = f"address of {staff_id} changed {now.isoformat()}"
    messages.put_for(connection, org_id, staff_id, _SUBJECT, _MOVED.format(username=username), event, now, address=earlier)
