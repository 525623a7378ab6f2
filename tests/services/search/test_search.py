"""The one search: by every spelling of what is known, and nothing beyond what the person may see."""

from dataclasses import replace

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import accounts, search
from services.permissions import Role
from services.search import Noun, Results
from services.work import Actor, Work, begin
from tests import builders, town
from tests.builders import World
from tests.town import Town
from utils.errors import Forbidden

PEOPLE = (
    ("A-1", "Muhammad Aslam Bhatti", "923001234567", "3520212345671"),
    ("A-2", "Mohd. Aslam", "923451111111", None),
    ("A-3", "M. Saleem", None, "3520298765432"),
    ("A-4", "Fatima Bibi", "923001234568", None),
    ("A-5", "Noor Mohammed Khan", None, None),
    ("A-6", "Yousaf Malik", None, None),
    ("A-7", "محمد اسلم", None, None),
    ("A-8", "D'Souza & Sons (Pvt) Ltd.", "924235761234", None),
    ("A-9", "Aslam", None, None),
)


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    fill(here)
    return here


def fill(here: World, area_id: int | None = None, prefix: str = "") -> None:
    new = [accounts.NewAccount(prefix + code, name, phone, area_id or here.ward_a, cnic) for code, name, phone, cnic in PEOPLE]
    with begin(here.admin) as work:
        accounts.add_many(work, new)


def look(actor: Actor, text: str) -> Results:
    with begin(actor) as work:
        return search.find(work, text)


def found(actor: Actor, text: str, noun: Noun = Noun.ACCOUNT) -> list[str]:
    """The codes (or titles) of the hits of a kind, the best first."""
    hits = [hit for group in look(actor, text).groups for hit in group.hits if hit.noun is noun]
    return [hit.detail.split(" · ")[0] if noun is Noun.ACCOUNT else hit.title for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("muhammad aslam", {"A-1", "A-2"}),
        ("Mohammad Aslam", {"A-1", "A-2"}),
        ("aslam mohd", {"A-1", "A-2"}),
        ("aslam bhatti", {"A-1"}),
        ("aslam bhati", {"A-1"}),
        ("asl bhat", {"A-1"}),
        ("salim", {"A-3"}),
        ("muhammad salim", {"A-3"}),
        ("fatma", {"A-4"}),
        ("Fattima BIBI", {"A-4"}),
        ("bhtti", {"A-1"}),
        ("hamma", {"A-1", "A-5", "A-2", "A-3"}),
        ("noor khan", {"A-5"}),
        ("nur mohammad", {"A-5"}),
        ("yusaf", {"A-6"}),
        ("yousuf malik", {"A-6"}),
        ("محمد", {"A-7"}),
        ("اسلم", {"A-7"}),
        ("dsouza", {"A-8"}),
        ("d’souza sons", {"A-8"}),
        ("fa", {"A-4"}),
        ("aslam aslam", {"A-9", "A-1", "A-2"}),
        ("zzzz", set()),
        ("aslam zzzz", set()),
    ],
)
def test_a_name_is_found_by_any_part_in_any_usual_spelling(here: World, text: str, expected: set[str]) -> None:
    assert set(found(here.admin, text)) == expected


def test_the_closest_names_come_first_and_distant_ones_are_marked(here: World) -> None:
    assert found(here.admin, "aslam")[0] == "A-9"
    assert found(here.admin, "mohd aslam")[0] == "A-2"
    (group,) = look(here.admin, "yousuf malik").groups
    assert [hit.is_similar for hit in group.hits] == [True]
    (group,) = look(here.admin, "yousaf").groups
    assert [hit.is_similar for hit in group.hits] == [False]


@pytest.mark.parametrize(
    "text",
    ["0300-1234567", "03001234567", "3001234567", "923001234567", "+92 300 1234567", "0092-300-1234567", "(0300) 123 4567",
     "+92 (0)300 1234567", "0300–1234567", "٠٣٠٠١٢٣٤٥٦٧", "۰۳۰۰ ۱۲۳۴۵۶۷", "  0300.123.4567 "],
)  # fmt: skip
def test_a_phone_is_found_in_any_spelling(here: World, text: str) -> None:
    assert found(here.admin, text) == ["A-1"]


@pytest.mark.parametrize("text", ["3520212345671", "35202-1234567-1", "35202 1234567 1", "۳۵۲۰۲-۱۲۳۴۵۶۷-۱"])
def test_a_cnic_is_found_with_or_without_dashes(here: World, text: str) -> None:
    assert found(here.admin, text) == ["A-1"]


@pytest.mark.parametrize(
    "text",
    ["%", "_", "%%%", "' OR 1=1 --", "\\", "a%b_c", "\x00", "as\x00lam\x00zzq", "𝒳🙂🏠", "\ud800", "💥" * 5000, "x" * 10_000,
     "a " * 5000,
     "'; DROP TABLE accounts; --", "{}", '{"a"}', '"', "NULL", "{NULL}", "()", "* & |", "\u202eabc", "-", "."],
)  # fmt: skip
def test_hostile_text_finds_nothing_and_breaks_nothing(here: World, text: str) -> None:
    assert found(here.admin, text) in ([], ["A-9", "A-1"]) or len(found(here.admin, text)) <= len(PEOPLE)
    with begin(here.admin) as work:
        assert search.account_ids(work, text, 20) is not None
    assert found(here.admin, "fatima bibi") == ["A-4"]


def test_nothing_typed_finds_nothing(here: World) -> None:
    for text in ("", "   ", "\n\t"):
        assert look(here.admin, text).groups == ()
        with begin(here.admin) as work:
            assert search.account_ids(work, text, 20) == []


def test_percent_and_underscore_are_no_wildcards(here: World) -> None:
    for text in ("%%%", "____", "z%a", "z_a", "%lam_"):
        assert set(found(here.admin, text)) <= {"A-1", "A-2", "A-9"}, text
    for text in ("%%%", "____", "zz%a", "zz_a", "A_1", "A%1", "%-1"):
        assert found(here.admin, text) == [], text


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(here: World) -> None:
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("UPDATE accounts SET holder_name = 'Zubaida Kharal' WHERE code = 'A-4'")
    assert found(here.admin, "zubaida") == ["A-4"]
    assert found(here.admin, "kharl") == ["A-4"]
    assert found(here.admin, "fatima") == []


def test_no_row_of_another_organization_is_found(here: World) -> None:
    there = builders.world()
    with begin(there.admin) as work:
        name, phone, cnic = "Muhammad Aslam Elsewhere", "923001234567", "3520212345671"
        accounts.add_many(work, [accounts.NewAccount("T-1", name, phone, there.ward_a, cnic)])
    assert found(there.admin, "muhammad aslam") == ["T-1"]
    assert found(there.admin, "bhatti") == found(there.admin, "fatima") == found(there.admin, "A-1") == []
    assert found(here.admin, "elsewhere") == found(here.admin, "T-1") == []
    for text in ("03001234567", "35202-1234567-1"):
        assert found(there.admin, text) == ["T-1"]
        assert found(here.admin, text) == ["A-1"]


def test_no_row_of_another_area_or_account_is_found(here: World) -> None:
    fill(here, here.ward_b, "B-")
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    with begin(here.admin) as work:
        own = accounts.find(work, "B-A-1").account_id
    consumer = builders.person(here, Role.CONSUMER, account_id=own)
    for text in ("muhammad aslam", "aslam", "bhati", "03001234567", "35202-1234567-1", "A-1", "B-A-1", "hamma", "yousuf"):
        assert all(code.startswith("B-") for code in found(agent, text)), text
        assert set(found(consumer, text)) <= {"B-A-1"}, text
    assert found(agent, "muhammad aslam bhatti") == found(consumer, "muhammad aslam bhatti") == ["B-A-1"]
    nowhere = replace(agent, area_ids=())
    assert look(nowhere, "muhammad").groups == ()


def test_without_an_organization_the_function_finds_nothing(here: World) -> None:
    with transaction(DatabaseRole.APP, {}) as connection:
        assert connection.execute("SELECT * FROM accounts_named('aslam', 10)").fetchall() == []


def test_the_words_of_all_areas_are_read_by_the_function_only(here: World) -> None:
    for statement in ("SELECT word FROM name_words", "SELECT * FROM spellings_of(1, 'aslam', 5)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
            work.connection.execute(statement.encode())


def test_many_of_one_name_are_capped_and_the_list_can_have_more(here: World) -> None:
    with begin(here.admin) as work:
        names = [f"{'Muhammad' if n % 2 else 'Noor Muhammad'} {n}" for n in range(150)]
        accounts.add_many(work, [accounts.NewAccount(f"M-{n:03}", name, None, here.ward_a) for n, name in enumerate(names)])
    (group,) = look(here.admin, "mohammad").groups
    assert (len(group.hits), group.count, group.is_capped) == (8, 50, True)
    with begin(here.admin) as work:
        ids = search.account_ids(work, "muhammad", 500)
        assert len(ids) == len(set(ids)) == 154
        assert len(search.account_ids(work, "muhammad", 100)) == 100
        assert len(search.account_ids(work, "M-0", 500)) == 100


CROWD = """
INSERT INTO accounts (org_id, account_id, code, holder_name, area_id, created_at)
SELECT %(org_id)s, %(first)s + n, 'C-' || n, %(name)s || CASE WHEN n %% 400 = 0 THEN ' Zafrulla' ELSE ' Khan' END || n %% 50,
    CASE WHEN n %% 100 = 7 THEN %(few)s ELSE %(most)s END, now()
FROM generate_series(1, %(count)s) AS n
"""


def crowd(here: World, count: int, name: str, first: int) -> None:
    """So many people of one name, one in a hundred of them in ward B."""
    given = {"org_id": here.org_id, "first": first, "count": count, "name": name, "few": here.ward_b, "most": here.ward_a}
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(CROWD, given)


def test_the_few_of_an_area_are_found_among_many_of_a_common_name(here: World) -> None:
    crowd(here, 5_000, "Rahmat", 10_000_000)
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    with begin(agent) as work:
        ids = search.account_ids(work, "rahmat", 100)
    assert sorted(ids) == [10_000_000 + n for n in range(7, 5_000, 100)]
    assert len(found(agent, "rahmat")) == 8
    with begin(here.admin) as work:
        assert len(set(search.account_ids(work, "rahmat", 500))) == 500


def test_a_rare_name_is_read_alone_beside_a_larger_organization(here: World) -> None:
    crowd(here, 2_000, "Karim", 10_000_000)
    crowd(builders.world(), 40_000, "Karim", 20_000_000)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("ANALYZE accounts")
    for who in (here.admin, builders.person(here, Role.FIELD_AGENT, (here.ward_a,))):
        with begin(who) as work:
            before = _entries_read(work)
            assert search.account_ids(work, "zafrula", 100)
            assert _entries_read(work) - before < 200


def _entries_read(work: Work) -> int:
    read = "SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index WHERE indrelid = 'accounts'::regclass"
    return int(work.scalar(read))


def test_of_many_words_that_sound_nearly_so_those_that_begin_alike_come_along(here: World) -> None:
    names = [f"{letter}arzu Khan" for letter in "BDFGJLMPRSTYZ"] + ["Nadzu Khan"]
    with begin(here.admin) as work:
        accounts.add_many(work, [accounts.NewAccount(f"N-{n}", name, None, here.ward_a) for n, name in enumerate(names)])
        ids = search.account_ids(work, "narzu", 500)
        alike = search.account_ids(work, "nadzu", 1)
    assert len(ids) == 12
    assert set(alike) <= set(ids)


def test_ids_in_step_are_spread_over_all_drawers(database: object) -> None:
    with transaction(DatabaseRole.OWNER) as connection:
        for step in (1, 2, 16, 24, 1000):
            statement = "SELECT count(DISTINCT name_drawer(n * %s)), max(name_drawer(n * %s)) FROM generate_series(1, 400) AS n"
            assert connection.execute(statement, [step, step]).fetchone() == (16, 15), step


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    town.pay(made, "A-1", "50")
    town.pay(made, "B-1", "60")
    return made


def test_a_number_typed_in_full_leads_straight_to_its_record(place: Town) -> None:
    for text, noun, title in (
        ("u-a-1", Noun.UNIT, "U-A-1"),
        (" A-1 ", Noun.ACCOUNT, "Demo A-1"),
        ("202608-0000001", Noun.BILL, "202608-0000001"),
        ("office-0000002", Noun.PAYMENT, "OFFICE-0000002"),
    ):
        direct = look(place.clerk, text).direct
        assert direct is not None, text
        assert (direct.noun, direct.title) == (noun, title)
    assert look(place.clerk, "U-A").direct is None
    assert found(place.clerk, "U-A", Noun.UNIT) == ["U-A-1", "U-A-2", "U-A-3"]
    assert found(place.clerk, "202608-9999999", Noun.BILL) == []


def test_units_come_along_with_the_accounts_that_a_name_finds(place: Town) -> None:
    assert found(place.clerk, "demo", Noun.UNIT) == ["U-A-1", "U-A-2", "U-A-3", "U-B-1", "U-B-2"]


def test_units_come_along_with_the_account_whose_code_was_typed(place: Town) -> None:
    assert found(place.clerk, "a-2", Noun.UNIT) == ["U-A-2"]
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    assert found(agent, "B-1", Noun.UNIT) == []


def test_bills_and_payments_of_others_are_not_found(place: Town) -> None:
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    assert found(place.clerk, "OFFICE-0000002", Noun.PAYMENT) == ["OFFICE-0000002"]
    for actor in (agent, consumer):
        assert found(actor, "OFFICE-0000001", Noun.PAYMENT) == ["OFFICE-0000001"]
        assert found(actor, "OFFICE-0000002", Noun.PAYMENT) == []
        seen = {n for n in range(1, 6) if found(actor, f"202608-{n:07d}", Noun.BILL)}
        assert len(seen) == (3 if actor is agent else 1)


def test_a_consumer_does_not_find_a_bill_before_it_is_issued(database: object) -> None:
    made = town.town()
    town.review(made)
    consumer = builders.person(made.here, Role.CONSUMER, account_id=made.account_ids["A-1"])
    assert [n for n in range(1, 6) if found(consumer, f"202608-{n:07d}", Noun.BILL)] == []
    assert len([n for n in range(1, 6) if found(made.clerk, f"202608-{n:07d}", Noun.BILL)]) == 5


@pytest.mark.parametrize("role", list(Role))
def test_staff_are_found_by_those_who_may_read_staff(role: Role, here: World) -> None:
    with begin(here.admin) as work:
        own = accounts.find(work, "A-9").account_id if role is Role.CONSUMER else None
    actor = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), own)
    hits = found(actor, here.admin.username, Noun.STAFF) + found(actor, "admin", Noun.STAFF)
    assert bool(hits) == (role in (Role.HEAD_ADMINISTRATOR, Role.MANAGER))


@pytest.mark.parametrize("role", list(Role))
def test_a_cnic_is_shown_whole_to_who_identifies_people(role: Role, here: World) -> None:
    with begin(here.admin) as work:
        account_id = accounts.find(work, "A-1").account_id
    areas, own = (here.ward_a,) if role is Role.FIELD_AGENT else (), account_id if role is Role.CONSUMER else None
    actor = builders.person(here, role, areas, own)
    with begin(actor) as work:
        shown = accounts.get(work, account_id).cnic
        assert shown == accounts.find(work, "A-1").cnic
    assert shown == ("••••••••••671" if role in (Role.MANAGER, Role.FIELD_AGENT) else "3520212345671")


def test_a_cnic_is_thirteen_digits_or_nothing(here: World) -> None:
    for wrong in ("123", "35202-1234567-1", "352021234567x"):
        with pytest.raises(psycopg.errors.CheckViolation), begin(here.admin) as work:
            accounts.add_many(work, [accounts.NewAccount("X", "X", None, here.ward_a, wrong)])


def test_who_may_not_read_accounts_gets_no_ids(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from services import permissions

    monkeypatch.setitem(permissions.GRANTS, Role.SUPPORT, frozenset())
    actor = builders.person(here, Role.SUPPORT)
    with pytest.raises(Forbidden), begin(actor) as work:
        search.account_ids(work, "aslam", 10)
    assert look(actor, "aslam").groups == ()
