"""What the audit trail says in words: every action has a sentence, and nothing in it is a key that means nothing."""

import ast
import re
from typing import Any

import pytest

from services.activity import ACTIONS, Change, changes_of, sentence
from utils.settings import ROOT

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
SQL_ACTION = re.compile(r"INSERT INTO audit_log [^;\"]*?'([a-z_]+\.[a-z_]+)'")
WRITERS = {"record", "_record"}


def recorded() -> set[str]:
    """Every action that the code writes as a literal: the second argument of audit.record, or the third of its own _record."""
    found: set[str] = set()
    for path in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITERS:
                texts = [each.value for each in node.args[1:3] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                found |= {text for text in texts if ACTION.fullmatch(text)}
    return found | set(SQL_ACTION.findall("".join(path.read_text() for path in (ROOT / "services").rglob("*repository.py"))))


def said(action: str, ref: str, before: Any = None, after: Any = None, *, may_identify: bool = True) -> str:
    return sentence("Sana Iqbal", action, ref, before, after, may_identify=may_identify)


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    assert len(recorded()) > 40
    assert {"organization.created", "staff.password_reset", "unit.changed", "bill_run.issued"} <= recorded()
    assert recorded() - set(ACTIONS) == set()


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_sentence_names_the_person_and_has_no_hole(action: str) -> None:
    for after in (None, {}, {"count": 3}):
        text = said(action, "thing T-1", None, after)
        assert text.startswith("Sana Iqbal ")
        assert not set("{}[]") & set(text)


@pytest.mark.parametrize(
    ("action", "ref", "before", "after", "expected"),
    [
        ("unit.changed", "unit U-000123", {"category": "residential"}, {"category": "commercial"},
         "Sana Iqbal changed the category of U-000123 from residential to commercial"),
        ("unit.changed", "unit U-1", {"category": "residential", "size_marla": "5"}, {"category": "commercial", "size_marla": ""},
         "Sana Iqbal changed the category and size in marla of U-1"),
        ("account.changed", "account A-1", {"phone": "923001234567"}, {"phone": "923007654321"},
         "Sana Iqbal changed the phone of account A-1"),
        ("account.changed", "account A-1", {"is_active": True}, {"is_active": False},
         "Sana Iqbal made account A-1 inactive"),
        ("staff.role_changed", "staff omar.khan", {"role": "field_agent"}, {"role": "support"},
         "Sana Iqbal changed the role of omar.khan from field agent to support"),
        ("staff.changed", "staff omar.khan", {"role": "support", "area_ids": [1]}, {"role": "support", "area_ids": [2]},
         "Sana Iqbal changed the role and areas of omar.khan"),
        ("payment.reversed", "payment OFFICE-0000001", None, {"reason": "Twice"}, "Sana Iqbal reversed payment OFFICE-0000001"),
        ("staff.assigned", "staff omar.khan", None, {"area": "Ward A"}, "Sana Iqbal assigned omar.khan to Ward A"),
        ("staff.added", "staff omar.khan", None, None, "Sana Iqbal added omar.khan"),
        ("staff.added", "staff omar.khan", None, {"role": "field_agent"}, "Sana Iqbal added omar.khan as field agent"),
        ("payment.recorded", "1 payments", None, {"accepted": 1}, "Sana Iqbal recorded 1 payment"),
        ("something.new", "thing T-1", None, None, "Sana Iqbal did “something new” to thing T-1"),
    ],
)  # fmt: skip
def test_sentences_read_as_people_speak(action: str, ref: str, before: Any, after: Any, expected: str) -> None:
    assert said(action, ref, before, after) == expected


def test_what_means_nothing_to_people_is_left_out() -> None:
    keys = {"sha256": "ab" * 32, "version_id": 7, "staff_ids": [1, 2], "account_id": None}
    after = {**keys, "file": "units.csv", "area_ids": [3, 4]}
    assert changes_of(None, after, {3: "Ward A"}, may_identify=True) == [
        Change("File", None, "units.csv"),
        Change("Areas", None, "Ward A, an area that is gone"),
    ]


def test_days_months_words_and_flags_are_written_as_people_write_them() -> None:
    before = {"due_on": "2026-09-05", "status": "partly_paid", "is_active": True, "reference": ""}
    after = {"period": "2026-09-01", "counts": {"added": 3, "rejected": None}, "tags": ["corner", "shop"]}
    after |= {"counted": "14600.00", "expected": "-14650.50"}
    assert {each.label: (each.before, each.after) for each in changes_of(before, after, may_identify=True)} == {
        "Due date": ("5 Sep 2026", None),
        "State": ("partly paid", None),
        "Active": ("yes", None),
        "Reference": ("–", None),
        "Period": (None, "September 2026"),
        "Counts": (None, "added 3"),
        "Tags": (None, "corner, shop"),
        "Counted": (None, "14,600"),
        "Expected": (None, "-14,650.50"),
    }


def test_personal_values_are_shown_to_who_needs_them_only() -> None:
    before, after = {"phone": "923001234567", "cnic": None}, {"phone": "923007654321", "cnic": "3520212345671"}
    open_, masked = (changes_of(before, after, may_identify=may) for may in (True, False))
    assert [each.after for each in open_] == ["923007654321", "3520212345671"]
    assert [(each.before, each.after) for each in masked] == [("••••• 67", "••••• 21"), ("–", "••••• 71")]
    assert "9230" not in said("account.changed", "account A-1", before, after, may_identify=False)


def test_a_long_value_is_cut() -> None:
    assert len(said("unit.changed", "unit U-1", {"address": "x" * 900}, {"address": "y" * 900})) < 200
    assert len(changes_of(None, {"note": "x" * 900}, may_identify=True)[0].after or "") == 301
