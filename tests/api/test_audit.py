"""The audit trail as programs read it: sentences, changes in words, and nobody else's phone."""

import pytest

from services import accounts
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.api.talking import as_program
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    with begin(made.clerk) as work:
        accounts.change(work, made.account_ids["A-1"], {"phone": "0300-1234567"})
    return made


def test_an_entry_is_told_in_words_as_the_reader_may_see_it(place: Town) -> None:
    asked = {"search": "A-1", "action": "account.changed"}
    (clerk,), (manager,) = (
        as_program(who).get("/api/v1/audit", params=asked).json()["rows"] for who in (place.clerk, place.second)
    )
    assert clerk["sentence"] == manager["sentence"] == f"{place.clerk.full_name} changed the phone of account A-1"
    assert clerk["changes"] == [{"label": "Phone", "before": "–", "after": "923001234567"}]
    assert manager["changes"] == [{"label": "Phone", "before": "–", "after": "••••• 67"}]
    assert (clerk["ref"], clerk["origin"], clerk["who"]) == ("account A-1", "screen", place.clerk.full_name)


def test_the_newest_come_first_and_pages_go_on(place: Town) -> None:
    talk = as_program(builders.person(place.here, Role.HEAD_ADMINISTRATOR))
    first = talk.get("/api/v1/audit", params={"size": 3}).json()
    then = talk.get("/api/v1/audit", params={"size": 3, "after": first["next"]}).json()
    ids = [row["audit_id"] for page in (first, then) for row in page["rows"]]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 6
    assert talk.get("/api/v1/audit", params={"day": "tomorrow"}).status_code == 422
    elsewhere = as_program(builders.person(builders.world(), Role.HEAD_ADMINISTRATOR))
    assert elsewhere.get("/api/v1/audit", params={"search": "A-1"}).json()["rows"] == []
