"""E-mails and texts: written with the change, sent, put off, given up, and once more after a server was down for a day."""

import logging
from collections.abc import Generator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import psycopg
import pytest

from database.connection import DatabaseRole, transaction
from services import messages, notices
from services.messages import Channel
from services.notices import About, Quiet
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.posting import free_port, mail_server, set_up, text_gateway
from tests.working import work_until_idle
from utils import clock, settings
from utils.errors import Conflict, Forbidden, Invalid

ADDRESS = "amna@example.org"


@pytest.fixture(autouse=True)
def as_before() -> Generator[None]:
    yield
    settings.current.cache_clear()


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    person = builders.person(here, Role.SUPPORT)
    as_owner("UPDATE people SET email = %s WHERE person_id = %s", ADDRESS, person.person_id)
    as_owner("UPDATE staff SET phone = '923001234567' WHERE staff_id = %s", person.staff_id)
    return person


def as_owner(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def states() -> list[tuple[Any, ...]]:
    return as_owner("SELECT status, attempts, failure FROM messages ORDER BY message_id")


def tell(
    here: World, person: Actor, subject: str = "Ticket T-1 waits", event: str = "one", at: datetime | None = None
) -> None:
    with begin(here.admin, at) as work:
        about = About("ticket", 7, here.ward_a)
        notices.tell(work, notices.TICKET_ASSIGNED, [person.staff_id], about, subject, event)


def hurry() -> None:
    """Let what was put off be due."""
    as_owner("UPDATE messages SET next_try_at = now() - interval '1 second' WHERE status = 'waiting'")


def choose(person: Actor, quiet_hours: str = "", **wanted: bool) -> None:
    chosen = {("ticket.assigned", channel): is_wanted for channel, is_wanted in wanted.items()}
    with begin(person) as work:
        notices.choose(work, chosen, quiet_hours)


def test_a_notice_goes_out_as_an_e_mail_in_plain_words_and_html_with_nothing_run(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with mail_server(monkeypatch) as post:
        tell(here, clerk, "A <script>alert(1)</script> & more\r\nBcc: everybody@example.org")
        work_until_idle()
    (mail,) = post.taken
    assert post.recipients == [ADDRESS]
    assert mail["To"] == ADDRESS
    assert mail["From"] == f"{here.admin.organization} <suthra@suthra.test>"
    assert mail["Subject"] == "A <script>alert(1)</script> & more Bcc: everybody@example.org"
    assert mail["Bcc"] is None
    assert mail["Message-ID"].endswith("@suthra.test>")
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert "https://suthra.test/ticket?ticket=7" in plain
    assert "<script>" not in html
    assert "A &lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert states() == [("sent", 1, None)]
    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "message.send" in logged
    assert ADDRESS not in logged
    assert "alert(1)" not in logged


def test_what_is_rolled_back_is_never_sent(here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(monkeypatch) as post:
        with pytest.raises(RuntimeError), begin(here.admin) as work:
            about = About("ticket", 7)
            notices.tell(work, notices.TICKET_ASSIGNED, [clerk.staff_id], about, "No", "no")
            raise RuntimeError
        work_until_idle()
    assert post.taken == []


def test_without_a_mail_server_nothing_is_written(here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    tell(here, clerk)
    assert states() == []
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 1


def test_a_server_that_is_down_is_tried_later_and_later_and_everything_arrives_once_it_is_back(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with mail_server(monkeypatch, port):
        pass
    for event in ("one", "two"):
        tell(here, clerk, event=event)
    waits: list[timedelta] = []
    for _ in range(8):
        hurry()
        before = clock.now()
        work_until_idle()
        (due,) = as_owner("SELECT min(next_try_at) FROM messages")
        waits.append(due[0] - before)
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=1)
    assert [(status, attempts) for status, attempts, _ in states()] == [("waiting", 8), ("waiting", 8)]
    assert all("The mail server 127.0.0.1 cannot be used" in failure for _, _, failure in states())
    with mail_server(monkeypatch, port) as post:
        hurry()
        work_until_idle()
        work_until_idle()
    assert len(post.taken) == 2
    assert [status for status, _, _ in states()] == ["sent", "sent"]


def test_what_is_refused_for_now_is_tried_again_under_the_same_name_and_what_is_refused_for_good_is_given_up(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch) as post:
        post.answers += ["451 greylisted, come again", "550 no such user"]
        tell(here, clerk, "First", "one")
        tell(here, clerk, "Second", "two")
        work_until_idle()
        assert states() == [
            ("waiting", 1, "The mail server did not take it now: 451 greylisted, come again"),
            ("given_up", 1, "The mail server refused it: 550 no such user"),
        ]
        hurry()
        work_until_idle()
    assert [mail["Subject"] for mail in post.taken] == ["First"]
    with begin(here.admin) as work:
        (notice,) = notices.page(work, ListQuery(filters={"kind": "message.given_up"})).rows
        found = messages.outbox(work)
    assert notice.subject == "Messages were given up today: The mail server refused it: 550 no such user"
    assert (found.waiting, found.sent, found.given_up) == (0, 1, 1)
    assert found.last_given_up[0].full_name == clerk.full_name


def test_a_message_sent_by_a_worker_that_died_before_saying_so_goes_out_again_under_the_same_name(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch) as post:
        tell(here, clerk)
        work_until_idle()
        as_owner("UPDATE messages SET status = 'waiting', ended_at = NULL, next_try_at = now()")
        work_until_idle()
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_what_never_gets_through_is_given_up_with_the_last_reason(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch, free_port()):
        pass
    tell(here, clerk)
    as_owner("UPDATE messages SET attempts = 10")
    work_until_idle()
    ((status, attempts, failure),) = states()
    assert (status, attempts) == ("given_up", 11)
    assert failure.endswith("It was tried 11 times.")


def test_a_wrong_password_of_the_server_puts_everything_off_and_says_so(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch, user="relay") as post:
        tell(here, clerk)
        work_until_idle()
        assert len(post.taken) == 1
        monkeypatch.setenv("SMTP_PASSWORD", "wrong")
        settings.current.cache_clear()
        tell(here, clerk, event="two")
        work_until_idle()
    assert states()[1] == ("waiting", 1, "The mail server refused the user or password (535).")


def test_what_one_chose_holds_by_channel(here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(monkeypatch) as post:
        choose(clerk, email=False)
        tell(here, clerk)
        choose(clerk, app=False, email=True)
        tell(here, clerk, event="two")
        work_until_idle()
        assert len(post.taken) == 1
        with begin(clerk) as work:
            assert notices.unread(work, clerk.staff_id) == 1
        with pytest.raises(Invalid):
            choose(clerk, pigeon=True)
        with pytest.raises(Invalid), begin(clerk) as work:
            notices.choose(work, {("import.done", "app"): True}, "")


@pytest.mark.parametrize(
    ("hours", "told_at", "sent_at"),
    [
        # Karachi is five hours ahead.
        ("22:00-07:00", datetime(2026, 11, 17, 18, 0, tzinfo=UTC), datetime(2026, 11, 18, 2, 0, tzinfo=UTC)),
        ("22:00-07:00", datetime(2026, 11, 17, 1, 59, tzinfo=UTC), datetime(2026, 11, 17, 2, 0, tzinfo=UTC)),
        ("22:00-07:00", datetime(2026, 11, 17, 2, 0, tzinfo=UTC), datetime(2026, 11, 17, 2, 0, tzinfo=UTC)),
        ("12:30-14:00", datetime(2026, 11, 17, 8, 0, tzinfo=UTC), datetime(2026, 11, 17, 9, 0, tzinfo=UTC)),
        ("12:30-14:00", datetime(2026, 11, 17, 9, 0, tzinfo=UTC), datetime(2026, 11, 17, 9, 0, tzinfo=UTC)),
        ("", datetime(2026, 11, 17, 18, 0, tzinfo=UTC), datetime(2026, 11, 17, 18, 0, tzinfo=UTC)),
    ],
)
def test_in_quiet_hours_messages_wait_and_notices_do_not(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch, hours: str, told_at: datetime, sent_at: datetime
) -> None:
    with mail_server(monkeypatch):
        choose(clerk, hours)
        tell(here, clerk, at=told_at)
    assert as_owner("SELECT next_try_at FROM messages") == [(sent_at,)]
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 1


@pytest.mark.parametrize("hours", ["22", "22:00", "25:00-07:00", "22:00-22:00", "soon", "1:00-2:00-3:00", "22:61-07:00"])
def test_hours_that_are_none_are_refused_below_their_field(here: World, clerk: Actor, hours: str) -> None:
    with pytest.raises(Invalid) as refusal:
        choose(clerk, hours)
    assert set(refusal.value.fields) == {"quiet_hours"}


def test_quiet_hours_are_kept_and_taken_out(here: World, clerk: Actor) -> None:
    choose(clerk, " 22:00 – 7:00 ")
    with begin(clerk) as work:
        assert notices.choices(work).quiet == Quiet(time(22), time(7))
    choose(clerk, "")
    with begin(clerk) as work:
        assert notices.choices(work).quiet is None


def test_texts_go_through_the_gateway_and_its_refusals_are_heard(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with text_gateway(monkeypatch) as gateway:
        tell(here, clerk)
        work_until_idle()
        assert gateway.bodies == []
        choose(clerk, text=True)
        gateway.statuses += [503, 400, 401]
        for event in ("two", "three", "four"):
            tell(here, clerk, event=event)
        work_until_idle()
        assert [failure for _, _, failure in states()] == [
            "The gateway did not take it now (503).",
            "The gateway refused it (400).",
            "The gateway refused the token (401).",
        ]
        hurry()
        work_until_idle()
    assert [body["to"] for body in gateway.bodies] == ["923001234567"] * 2
    assert gateway.bodies[0]["text"] == f"{here.admin.organization}: Ticket T-1 waits https://suthra.test/ticket?ticket=7"
    assert gateway.tokens == ["Bearer a-token"] * 2
    assert len({body["id"] for body in gateway.bodies}) == 2


def test_a_token_is_not_carried_to_where_the_gateway_points(monkeypatch: pytest.MonkeyPatch) -> None:
    with text_gateway(monkeypatch) as gateway:
        gateway.statuses.append(302)
        with pytest.raises(Conflict, match=r"did not take it now \(302\)"):
            messages.send_test(Channel.TEXT, "923001234567")


def test_who_left_or_has_no_address_any_more_gets_nothing(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch) as post:
        tell(here, clerk)
        as_owner("UPDATE people SET email = NULL WHERE person_id = %s", clerk.person_id)
        work_until_idle()
        as_owner("UPDATE people SET email = %s WHERE person_id = %s", ADDRESS, clerk.person_id)
        tell(here, clerk, event="two")
        as_owner("UPDATE staff SET is_active = false WHERE staff_id = %s", clerk.staff_id)
        work_until_idle()
    assert post.taken == []
    assert [failure for _, _, failure in states()] == ["The person has no e-mail address.", "The person is no longer active."]


def test_what_messages_say_is_for_nobody_and_their_fate_for_who_looks_after_everything(
    here: World, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(monkeypatch):
        tell(here, clerk)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.execute("SELECT subject FROM messages")
    with pytest.raises(Forbidden), begin(clerk) as work:
        messages.outbox(work)
    other = builders.world()
    with begin(other.admin) as work:
        assert messages.outbox(work).waiting == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.execute("DELETE FROM messages")


def test_a_test_message_arrives_or_says_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(monkeypatch) as post:
        messages.send_test(Channel.EMAIL, ADDRESS)
        assert post.recipients == [ADDRESS]
        post.answers.append("550 never heard of")
        with pytest.raises(Conflict, match="550 never heard of"):
            messages.send_test(Channel.EMAIL, ADDRESS)
    with pytest.raises(Conflict, match="cannot be used"):
        messages.send_test(Channel.EMAIL, ADDRESS)
    set_up(monkeypatch)
    with pytest.raises(Invalid, match="SMTP_HOST and MAIL_FROM"):
        messages.send_test(Channel.EMAIL, ADDRESS)
