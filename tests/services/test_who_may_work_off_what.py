"""Work in batches, which opens its transactions itself as the person who asked × every role."""

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from services import activity
from services.paging import ListQuery
from services.permissions import GRANTS, Permission, Role
from services.work import Actor, begin
from tests import scene as scenes
from tests.records import Records
from tests.scene import Scene
from tests.services.use_cases import taking
from utils.errors import AppError, Forbidden, NotFound

JOBS: Final = taking(Actor)
NOTHING: Final[Mapping[str, object]] = {}

# What each is given beside the person, and the permission without which it is refused; None where there is nothing to
# do for whoever did not ask for it.
ROWS: Final[Mapping[str, tuple[Callable[[Records], Mapping[str, object]], Permission | None]]] = {
    "archives.run": (lambda of: {"move_id": of.move_id}, Permission.ARCHIVE_MOVE),
    "archives.step": (lambda of: {"move_id": of.move_id}, Permission.ARCHIVE_MOVE),
    "audit.seal_all": (lambda _: NOTHING, Permission.VERIFY),
    "bill_runs.work_off": (lambda of: {"run_id": of.run_id}, None),
    "bulk_changes.actions_for": (lambda _: {"noun": "units"}, None),
    "bulk_changes.run": (lambda of: {"change_id": of.change_id}, None),
    "exports.make": (lambda of: {"export_id": of.export_id}, None),
    "imports.apply": (lambda of: {"import_id": of.import_id}, None),
    "imports.apply_next": (lambda of: {"import_id": of.import_id, "is_first": True}, None),
    "imports.check": (lambda of: {"import_id": of.import_id}, Permission.IMPORT),
    "messages.send": (lambda _: NOTHING, None),
    "notices.send_messages": (lambda _: NOTHING, None),
    "reminders.remind": (lambda _: NOTHING, Permission.REMINDER_SET),
    "retention.apply": (lambda _: NOTHING, Permission.RETENTION_SET),
    "tickets.escalate": (lambda _: NOTHING, Permission.TICKET_SET),
}


@pytest.fixture(scope="module")
def scene(shared_database: object) -> Scene:
    return scenes.stand()


def entries(scene: Scene) -> int:
    """How much was ever done."""
    with begin(scene.place.here.admin) as work:
        return activity.page(work, ListQuery(size=1)).count


def test_every_work_in_batches_has_a_row_here() -> None:
    assert ROWS.keys() == JOBS.keys()


@pytest.mark.parametrize("name", sorted(ROWS))
def test_whoever_may_not_do_it_does_nothing(scene: Scene, name: str) -> None:
    given, needed = ROWS[name]
    before = entries(scene)
    limited = scene.limited(Role.HEAD_ADMINISTRATOR if needed else Role.CONSUMER)
    lacking = [scene.people[role] for role in Role if needed is not None and needed not in GRANTS[role]]
    for person in [*lacking, limited]:
        refusal: AppError | None = None
        try:
            JOBS[name].function(person, **given(scene.own))
        except AppError as error:
            refusal = error
        # What lies in no area is hidden from whoever sees one alone, before anybody asks what the role grants.
        refusals = (Forbidden, NotFound) if person is limited else Forbidden
        assert needed is None or isinstance(refusal, refusals), (person.role, refusal)
    assert entries(scene) == before
