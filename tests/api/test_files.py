"""Downloads: an attachment for whom it concerns, a sentence or a page for everybody else."""

from datetime import timedelta

import pytest

from services import files, sweeping
from services.files import CSV, File, Purpose
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.api.talking import as_browser, as_program, client, error_of
from tests.builders import World
from utils import clock

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def manager(here: World) -> Actor:
    return builders.person(here, Role.MANAGER)


def put(actor: Actor, name: str = "bills.csv", text: bytes = b"<script>alert(1)</script>") -> File:
    with begin(actor) as work:
        return files.put(work, name, CSV, [text], Purpose.EXPORT, work.now + timedelta(days=7))


def test_a_file_comes_as_an_attachment_that_nothing_runs(manager: Actor) -> None:
    file = put(manager, 'بل "اگست"; 1.csv')
    answer = as_browser(manager).get(f"/api/v1/files/{file.file_id}", headers=BROWSER)
    assert (answer.status_code, answer.content) == (200, b"<script>alert(1)</script>")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-length"] == str(file.size)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    kept = answer.headers["content-disposition"]
    assert kept.startswith('attachment; filename="')
    assert kept.endswith("filename*=UTF-8''%D8%A8%D9%84%20-%D8%A7%DA%AF%D8%B3%D8%AA-%3B%201.csv")
    assert kept.isascii()


def test_a_large_file_arrives_whole(manager: Actor) -> None:
    text = bytes(range(256)) * 20_000
    file = put(manager, "large.bin", text)
    assert as_program(manager).get(f"/api/v1/files/{file.file_id}").content == text


def test_the_audit_says_who_took_it(manager: Actor) -> None:
    file = put(manager)
    as_program(manager).get(f"/api/v1/files/{file.file_id}")
    with begin(manager) as work:
        rows = work.scalar(
            "SELECT count(*) FROM audit_log WHERE action = 'file.downloaded' AND ref = %(ref)s AND staff_id = %(staff)s"
            " AND origin = 'api'",
            ref=f"file {file.file_id}",
            staff=manager.staff_id,
        )
    assert rows == 1


def test_a_program_reads_json_and_a_browser_a_page(manager: Actor) -> None:
    talk = as_browser(manager)
    assert error_of(talk.get("/api/v1/files/99999"), 404)["code"] == "not_found"
    page = talk.get("/api/v1/files/99999", headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "There is no file 99999." in page.text
    assert talk.get("/api/v1/files/..%2Fpasswd", headers=BROWSER).status_code == 404
    nobody = client().get("/api/v1/files/99999", headers=BROWSER)
    assert nobody.status_code == 401
    assert "Sign in" in nobody.text


def test_an_expired_link_says_what_to_do(manager: Actor) -> None:
    file = put(manager, "<b>bills</b>.csv")
    with begin(manager) as work:
        files.remove(work, file.file_id)
    talk = as_browser(manager)
    assert error_of(talk.get(f"/api/v1/files/{file.file_id}"), 410)["code"] == "gone"
    page = talk.get(f"/api/v1/files/{file.file_id}", headers=BROWSER)
    assert page.status_code == 410
    assert "no longer kept" in page.text
    assert "<b>" not in page.text
    sweeping.sweep(clock.now())
    assert error_of(talk.get(f"/api/v1/files/{file.file_id}"), 410)["code"] == "gone"


def test_a_colleague_and_another_organization_find_nothing(here: World, manager: Actor) -> None:
    file = put(manager)
    for person in (here.admin, builders.person(here, Role.MANAGER), builders.person(builders.world(), Role.MANAGER)):
        if person is not here.admin:
            error_of(as_program(person).get(f"/api/v1/files/{file.file_id}"), 404)
