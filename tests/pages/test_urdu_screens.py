"""The screens of an agent's day in Urdu, and English where that is chosen or a screen speaks nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.screens import HOME, SCREENS, TICKETS, WORDED
from services import cash, notices, sign_in, visits
from services.cash import NewCash
from services.notices import About
from services.permissions import Role
from services.visits import NewPlan
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.visits.field import Field, field, what
from utils.settings import ROOT
from utils.wording import APART, TOGETHER

Open = Callable[[str, Actor], AppTest]
KEPT_APART = re.compile(f"{APART}[^{APART}{TOGETHER}]*{TOGETHER}")
SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt|data-label)="([^"]*)"|>([^<]*)<')
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
# What people wrote, and the name of the choice itself.
DATA = ("Demo Holder", "Waste thrown on the street or into a drain", "Look at the bin", "Ctrl K", "wants you", "All is well")


@pytest.fixture
def place(database: object) -> Field:
    return field()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


@pytest.fixture
def reader(place: Field) -> Actor:
    return replace(place.agent, language="ur")


def plain(text: str) -> str:
    return text.replace(APART, "").replace(TOGETHER, "")


def in_urdu(shown: AppTest) -> str:
    """What a screen says, after a look that nothing of it was left in English."""
    said = seen(shown)
    labels = [each.label for kind in (shown.button, shown.text_input, shown.selectbox, shown.text_area) for each in kind]
    spoken = [unescape(a or b) for a, b in SPOKEN.findall(re.sub(r'<span class="su-icon[^>]*>\w+</span>', "", said))]
    assert [text for text in [*spoken, *labels] if TWO_WORDS.search(own_words(text))] == []
    return plain(said)


def own_words(text: str) -> str:
    """A text without the values in it."""
    for each in DATA:
        text = text.replace(each, "")
    while (shorter := KEPT_APART.sub("", text)) != text:
        text = shorter
    return text


def planned_today(place: Field, *codes: str, task: str = "") -> list[int]:
    with begin(place.operations) as work:
        new = NewPlan(tuple(place.unit_ids[code] for code in codes), place.agent.staff_id, work.today, uuid4(), "complaint", task)
        return list(visits.plan(work, new).visit_ids)


def test_home_and_today_speak_urdu(place: Field, reader: Actor, opened: Open) -> None:
    assert "آج آپ کے لیے کوئی وزٹ نہیں۔" in in_urdu(opened("/today", reader))
    planned_today(place, "U-1", "U-2", task="Look at the bin")
    home = in_urdu(opened("/", reader))
    for text in (f"خوش آمدید، {reader.full_name}", "2 سٹاپ", "میرے علاقے"):
        assert text in home
    today = in_urdu(opened("/today", reader))
    for text in ("<h1>آج</h1>", "2 سٹاپ باقی ہیں", "پہنچ گیا ہوں: شروع کریں", "کیش وصول کریں", "U-2 پہلے", "دن کا اختتام"):
        assert text in today


def test_a_visit_speaks_urdu_from_its_start_to_its_decision(place: Field, reader: Actor, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    address = f"/visit?visit={visit_id}"
    assert "میں یہ وزٹ نہیں کر سکتا" in in_urdu(opened(address, reader))
    with begin(place.agent) as work:
        visits.start(work, visit_id)
    form = in_urdu(opened(address, reader))
    for text in (
        "<h1>یونٹ U-1</h1>",
        "کیا صورتِ حال ملی؟",
        "تالا لگا ہے",
        "لوکیشن لیں",
        "وزٹ بھیجیں",
        "تصویر لیں",
        "یہی لکھیں",
        "اس وزٹ سے ٹکٹ درج کریں",
    ):
        assert text in form
    with begin(place.agent) as work:
        visits.submit(work, visit_id, what("challan_issued", fine_code="littering", position=None))
    after = in_urdu(opened(address, reader))
    for text in ("اب فیصلے کا انتظار ہے۔", "لوکیشن نہیں لی گئی۔", "چالان دیا", "ادا نہیں ہوا"):
        assert text in after
    with begin(place.operations) as work:
        visits.return_it(work, visit_id, "Take it")
    assert "نے واپس کیا: Take it" in in_urdu(opened(address, reader))
    assert "آپ کو واپس ملا: " in in_urdu(opened("/today", reader))


def test_the_end_of_the_day_and_cash_speak_urdu(place: Field, reader: Actor, opened: Open) -> None:
    (visit_id,) = planned_today(place, "U-1")
    unit_id = place.unit_ids["U-1"]
    assert "ایک وزٹ کیوں رہ گیا؟" in in_urdu(opened("/my-day", reader))
    take = in_urdu(opened(f"/take-cash?unit={unit_id}&visit={visit_id}", reader))
    for text in ("<h1>کیش وصول کریں</h1>", "آپ کے پاس Rs 0، حد Rs 50,000", "رقم، Rs", "کیش لیں اور رسید دیں"):
        assert text in take
    assert "کیش یونٹ پر وصول ہوتا ہے۔" in in_urdu(opened("/take-cash", reader))
    assert "ہاتھ میں کوئی کیش نہیں۔" in in_urdu(opened("/cash-in-hand", reader))
    with begin(place.agent) as work:
        row = cash.collect(work, NewCash(unit_id, Decimal(120), uuid4())).row
    receipt = in_urdu(opened(f"/receipt?receipt={row.receipt_id}", reader))
    for text in (f"رسید {row.receipt_no}", "میسج میں بھیجیں", "سب سے پرانا بقایا پہلے۔"):
        assert text in receipt
    assert "آپ کے ہاتھ میں کیش" in in_urdu(opened("/cash-in-hand", reader))


def test_notices_and_the_profile_speak_urdu(place: Field, reader: Actor, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "جب آپ کا کوئی کام ہو گا تو یہاں بتایا جائے گا۔" in in_urdu(opened("/notices", reader))
    with begin(place.here.admin) as work:
        notices.tell(work, notices.TICKET_COMMENTED, [reader.staff_id], About("ticket", 7), "Somebody wants you", "one")
    listed = opened("/notices", reader)
    assert "1 اطلاع" in in_urdu(listed)
    assert [button.label for button in listed.button] == ["سب کو پڑھا ہوا کریں"]
    token = sign_in.sign_in(reader.username, PASSWORD, "10.0.0.1", "Chrome").token
    monkeypatch.setattr(session, "token", lambda: token)
    profile = in_urdu(opened("/profile", reader))
    for text in (
        "<h1>میری پروفائل</h1>",
        "فیلڈ ایجنٹ",
        "یہی فون",
        'lang="ur" aria-pressed="true">اردو',
        'aria-pressed="false">English',
    ):
        assert text in profile


def test_what_is_refused_is_said_in_urdu(place: Field, reader: Actor, opened: Open) -> None:
    assert "وزٹ 999999 موجود نہیں۔" in in_urdu(opened("/visit?visit=999999", reader))
    manager = replace(place.manager, language="ur")
    assert "یہ صفحہ" in in_urdu(opened("/today", manager))


def test_an_ended_session_is_told_in_the_language_of_the_screen(
    place: Field, reader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sign_in.sign_in(reader.username, PASSWORD, "10.0.0.1", "Chrome").token
    sign_in.keep_language(token, "ur")
    monkeypatch.setattr(session, "token", lambda: token)
    shown = AppTest.from_file(str(ROOT / "components" / "entry.py"), default_timeout=20).run()
    frame = in_urdu(shown)
    for text in ('data-language="ur"', "لاگ آؤٹ", 'placeholder="تلاش کریں"', "خوش آمدید"):
        assert text in frame
    sign_in.sign_out(token)
    assert "آپ کا سیشن ختم ہو گیا ہے۔" in in_urdu(shown.run())


def test_other_screens_and_other_people_read_english(place: Field, reader: Actor, opened: Open) -> None:
    assert "<h1>Tickets</h1>" in seen(opened("/tickets", reader))
    assert "<h1>Today</h1>" in seen(opened("/today", place.agent))
    assert APART not in seen(opened("/today", place.agent))
    assert TICKETS.language_for(reader) == "en"
    assert HOME.language_for(replace(builders.person(place.here, Role.MANAGER), language="ur")) == "en"
    assert {screen for screen in SCREENS if screen.language_for(reader) == "ur"} == WORDED
