"""Attachments through the interface: sent as a form, shown with the right headers, refused in sentences."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api import errors
from services import tickets
from services.permissions import Role
from services.tickets import NewTicket
from services.work import begin
from tests import builders, pictures
from tests.api.talking import as_browser, as_program, client, error_of
from tests.builders import World


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def ticket_id(here: World) -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), area_id=here.ward_a)
    with begin(here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def send(talk: TestClient, ticket_id: int, contents: bytes | None = None, name: str = "bin.jpg", **values: str) -> Any:
    file = (name, contents or pictures.jpeg(seed=uuid4().int), "text/html")
    data = {"client_uuid": str(uuid4()), **values}
    return talk.post(f"/api/v1/tickets/{ticket_id}/attachments", files={"file": file}, data=data)


def test_it_is_attached_listed_shown_and_removed(here: World, ticket_id: int) -> None:
    talk = as_program(builders.person(here, Role.SUPPORT))
    uuid = str(uuid4())
    contents = pictures.jpeg(2000, 1000, exif=pictures.exif(gps=pictures.position()))
    made = send(talk, ticket_id, contents, 'بل "1".jpg', client_uuid=uuid)
    assert made.status_code == 201, made.text
    photo = made.json()
    assert (photo["kind"], photo["width"], photo["latitude"], photo["taken_at"]) == (
        "photo", 1600, 30.808472, "2026-11-17T04:30:00Z",
    )  # fmt: skip
    assert send(talk, ticket_id, contents, client_uuid=uuid).json() == photo
    assert send(talk, ticket_id, pictures.PDF, "x.pdf").json()["kind"] == "document"
    listed = talk.get(f"/api/v1/tickets/{ticket_id}/attachments").json()
    assert [each["name"] for each in listed] == ["بل -1-.jpg", "x.pdf"]
    one = f"/api/v1/attachments/{photo['attachment_id']}"
    shown = talk.get(f"{one}/contents")
    assert (shown.status_code, shown.headers["content-type"], len(shown.content)) == (200, "image/jpeg", photo["size"])
    assert shown.headers["content-disposition"].startswith('inline; filename="')
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["cache-control"] == "private, max-age=300"
    assert "Cookie" in shown.headers["vary"]
    small = talk.get(f"{one}/thumbnail")
    assert len(small.content) < len(shown.content)
    assert small.headers["etag"] != shown.headers["etag"]
    again = talk.get(f"{one}/thumbnail", headers={"If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    document = f"/api/v1/attachments/{listed[1]['attachment_id']}"
    taken = talk.get(f"{document}/contents")
    assert (taken.content, taken.headers["content-disposition"].partition(";")[0]) == (pictures.PDF, "attachment")
    error_of(talk.get(f"{document}/thumbnail"), 404)
    assert set(error_of(talk.post(f"{one}/remove", json={"reason": " "}), 422)["fields"]) == {"reason"}
    assert talk.post(f"{one}/remove", json={"reason": "Wrong house"}).status_code == 200
    error_of(talk.get(f"{one}/contents", headers={"If-None-Match": shown.headers["etag"]}), 410)
    assert [each["name"] for each in talk.get(f"/api/v1/tickets/{ticket_id}/attachments").json()] == ["x.pdf"]


def test_what_is_not_taken_is_refused_in_sentences(here: World, ticket_id: int) -> None:
    talk = as_program(builders.person(here, Role.SUPPORT))
    address = f"/api/v1/tickets/{ticket_id}/attachments"
    assert "PDF documents are taken" in error_of(send(talk, ticket_id, pictures.SVG, "x.jpg"), 422)["fields"]["file"]
    assert "multipart/form-data" in error_of(talk.post(address, json={"file": "x"}), 422)["fields"]["file"]
    assert "multipart/form-data" in error_of(talk.post(address), 422)["fields"]["file"]
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert "file" in error_of(talk.post(address, content=b"--x\r\nnonsense", headers=broken), 422)["fields"]
    two = [("file", ("a.jpg", b"x")), ("file", ("b.jpg", b"x"))]
    assert "file" in error_of(talk.post(address, files=two), 422)["fields"]
    assert "client_uuid" in error_of(send(talk, ticket_id, client_uuid=""), 422)["fields"]
    assert "client_uuid" in error_of(send(talk, ticket_id, client_uuid="nonsense"), 422)["fields"]
    key = str(uuid4())
    headers = {"Idempotency-Key": key}
    made = talk.post(address, files={"file": ("a.jpg", pictures.jpeg())}, headers=headers)
    assert made.status_code == 201
    error_of(talk.post(address, files={"file": ("a.jpg", pictures.jpeg(seed=9))}, headers=headers), 409)


def test_a_file_that_is_too_large_is_not_read_to_its_end(here: World, ticket_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "UPLOADS", ((r"/v1/[a-z-]+/[0-9]+/attachments", 100_000),))
    talk = as_program(builders.person(here, Role.SUPPORT))
    assert "at most 100,000 bytes" in error_of(send(talk, ticket_id, b"\xff" * 200_000), 413)["message"]


def test_nobody_sends_a_file_to_what_they_do_not_see(here: World, ticket_id: int) -> None:
    error_of(send(client(), ticket_id), 401)
    error_of(send(as_program(builders.person(here, Role.FIELD_AGENT, (here.ward_b,))), ticket_id), 404)
    browser = as_browser(builders.person(here, Role.SUPPORT))
    error_of(send(browser, ticket_id), 403)
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    assert send(browser, ticket_id).status_code == 201
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    error_of(send(browser, ticket_id), 403)
