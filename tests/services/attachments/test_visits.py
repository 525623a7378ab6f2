"""Photos of a visit: its agent takes them while it is made, who sees the visit sees them, and afterwards they are evidence."""

from datetime import datetime
from io import BytesIO
from uuid import uuid4

import pytest

from services import attachments, visits
from services.attachments import Attachment
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, pictures
from tests.services.visits.field import HOUR, NINE, Field, field, planned, what
from utils.errors import Conflict, Forbidden, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def put(actor: Actor, visit_id: int, at: datetime = NINE) -> Attachment:
    found = attachments.look_at(BytesIO(pictures.jpeg(seed=uuid4().int)), "gate.jpg", actor.time_zone)
    with begin(actor, at) as work:
        return attachments.add(work, "visit", visit_id, found, uuid4())


def seen(actor: Actor, visit_id: int) -> int:
    with begin(actor, NINE) as work:
        return len(attachments.list_of(work, "visit", visit_id))


def test_the_agent_takes_photos_from_the_start_until_it_is_handed_in(place: Field) -> None:
    (visit_id,) = planned(place, "U-1")
    with pytest.raises(Conflict, match="V-000001 is planned; its photos change while it is made"):
        put(place.agent, visit_id)
    with begin(place.agent, NINE) as work:
        visits.start(work, visit_id)
    first, second = (put(place.agent, visit_id) for _ in range(2))
    with begin(place.agent, NINE) as work:
        attachments.remove(work, first.attachment_id, "Blurred")
        assert attachments.counts(work, "visit", visit_id) == 1
    with begin(place.agent, NINE + HOUR) as work:
        done = visits.submit(work, visit_id, what("warned"))
    with pytest.raises(Conflict, match="is submitted"):
        put(place.agent, visit_id, NINE + HOUR)
    with pytest.raises(Conflict, match="is submitted"), begin(place.agent, NINE + HOUR) as work:
        attachments.remove(work, second.attachment_id, "Changed my mind")
    with begin(place.manager, NINE + HOUR) as work:
        visits.return_it(work, visit_id, "Show the gate", done.row.mark)
    assert put(place.agent, visit_id, NINE + 2 * HOUR)
    assert seen(place.manager, visit_id) == 2


def test_only_the_agent_adds_and_only_who_sees_the_visit_sees_them(place: Field) -> None:
    (visit_id,) = planned(place, "U-1")
    with begin(place.agent, NINE) as work:
        visits.start(work, visit_id)
    photo = put(place.agent, visit_id)
    with pytest.raises(Forbidden):
        put(place.manager, visit_id)
    with pytest.raises(Conflict, match="only who makes it"):
        put(place.here.admin, visit_id)
    for stranger in (builders.person(place.here, Role.FIELD_AGENT, (place.here.division,)), builders.world().admin):
        with pytest.raises(NotFound):
            seen(stranger, visit_id)
        with pytest.raises(NotFound), begin(stranger, NINE) as work:
            attachments.get(work, photo.attachment_id)
