"""The language of what is answered: as a screen or a browser asks, English for everybody else."""

from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.statics import Statics, load_assets
from services import sign_in
from services.permissions import Role
from services.work import Actor
from tests import builders
from tests.api.talking import as_browser, as_program, error_of
from tests.api.test_second_factor import browser, sent_in
from tests.builders import PASSWORD
from tests.services.visits.field import Field, field
from utils.cookies import PLAIN
from utils.settings import ROOT
from utils.wording import APART, TOGETHER

URDU = {"Accept-Language": "ur-PK,ur;q=0.9,en;q=0.8"}


@pytest.fixture
def place(database: object) -> Field:
    return field()


@pytest.fixture
def agent(place: Field) -> Actor:
    return place.agent


def test_a_screen_in_urdu_is_refused_in_urdu_and_a_program_in_english(place: Field, agent: Actor) -> None:
    body = {"unit_id": place.unit_ids["U-1"], "amount": "60000"}
    talk = as_browser(agent)
    path, key = "/api/v1/cash/receipts", {"Idempotency-Key": str(uuid4())}
    told = error_of(talk.post(path, json=body, headers={**key, **URDU, "Origin": "http://suthra.test"}), 422)
    said = told["message"].replace(APART, "").replace(TOGETHER, "")
    assert said.startswith("کسی کے پاس Rs 50,000 سے زیادہ کیش نہیں ہو سکتا، اور آپ کے پاس ابھی کچھ نہیں")
    assert told["fields"]["amount"] == told["message"]
    assert "Nobody may hold more than Rs 50,000" in error_of(as_program(agent).post(path, json=body, headers=key), 422)["message"]
    missing = error_of(talk.get("/api/v1/visits/999999", headers=URDU), 404)["message"]
    assert missing.replace(APART, "").replace(TOGETHER, "") == "وزٹ 999999 موجود نہیں۔"


def test_the_sign_in_speaks_the_language_of_the_browser(agent: Actor) -> None:
    talk = browser()
    english = talk.get("/auth/login").text
    assert '<html lang="en" dir="ltr">' in english
    assert "<button>Sign in</button>" in english
    urdu = talk.get("/auth/login?reason=ended", headers=URDU).text
    for text in ('<html lang="ur" dir="rtl">', "<button>لاگ اِن کریں</button>", "آپ کا سیشن ختم ہو گیا۔"):
        assert text in urdu
    refused = talk.post("/auth/login", data={"username": agent.username, "password": "wrong"}, headers=URDU)
    assert "یوزر نیم یا پاس ورڈ درست نہیں۔" in refused.text


def test_the_language_is_kept_by_who_is_signed_in_and_the_form_of_the_password_follows_it(agent: Actor) -> None:
    talk = browser()
    assert talk.post("/auth/language", data={"language": "ur"}).status_code == 401
    sent_in(talk, agent)
    assert talk.post("/auth/language", data={"language": "fr"}).status_code == 422
    assert "Password you have now" in talk.get("/auth/password").text
    assert talk.post("/auth/language", data={"language": "ur"}).status_code == 204
    assert sign_in.actor_of(talk.cookies[PLAIN]).language == "ur"
    assert "موجودہ پاس ورڈ" in talk.get("/auth/password").text
    differing = {"current": PASSWORD, "new": "one of them", "repeated": "the other"}
    assert "دونوں نئے پاس ورڈ ایک جیسے نہیں" in talk.post("/auth/password", data=differing).text


def test_the_start_page_brings_the_sentences_of_the_scripts_along_for_who_reads_urdu(tmp_path: Path) -> None:
    statics = Statics(Starlette(), load_assets(ROOT / "assets"), tmp_path, frozenset({"/today"}))
    plain = TestClient(statics).get("/today").text
    assert '<html lang="en" dir="ltr">' in plain
    assert "urdu.css" not in plain
    assert "wording/" not in plain

    async def for_a_reader(scope: Scope, receive: Receive, send: Send) -> None:
        await statics({**scope, "state": {"language": "ur"}}, receive, send)

    talk = TestClient(for_a_reader)
    urdu = talk.get("/today").text
    for text in ('<html lang="ur" dir="rtl">', "ستھرا کھل رہا ہے", "/assets/urdu.css?v="):
        assert text in urdu
    assert urdu.index("/assets/wording/ur.js") < urdu.index("/assets/shell.js")
    script = talk.get("/assets/wording/ur.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "لوکیشن تلاش ہو رہی ہے" in script.text
    assert talk.get("/assets/wording/ur.toml").status_code == 404


def test_other_roles_may_read_urdu_too(place: Field) -> None:
    manager = builders.person(place.here, Role.MANAGER)
    token = sign_in.sign_in(manager.username, PASSWORD, "10.0.0.1", "Chrome").token
    sign_in.keep_language(token, "ur")
    assert sign_in.actor_of(token).language == "ur"
