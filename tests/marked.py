"""Every sentence that the code marks for translation, found by reading the code itself."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

from api import auth_routes
from api.auth_pages import PASSWORD_RULES
from components import page, screens, themes, visit_parts, words
from components.screens import SCREENS
from components.status import SIGNS
from services import visits
from services.listing import PRESETS, Whether
from services.notices import KINDS, NOTICES
from services.permissions import GRANTS, ROLE_NAMES, Role
from utils.settings import ROOT

# The parts of the screens that speak every language; their labels are looked up where they are drawn.
PARTS = [
    "attachment_parts",
    "cash_columns",
    "cash_parts",
    "day_map",
    "day_parts",
    "field_day_parts",
    "handover_parts",
    "home_parts",
    "notice_parts",
    "profile_parts",
    "ticket_about",
    "visit_parts",
    "visit_report",
]
# What of those files only screens in English show.
ENGLISH_ONLY = {
    "home_parts": {"what_waits", "requests_that_wait", "are_we_collecting", "what_i_owe", "_periods", "_leaks"},
    "cash_parts": {"held", "limit", "own"},
    "handover_parts": {"deposit", "document", "receipts", "reconcile"},
    "visit_parts": {"of_unit"},
    "field_day_parts": {"columns"},
}
NOUNS = ("visit", "cash", "challan", "session", "second_factor", "notice", "payment", "ticket")
KINDS_OF_AREAS = (
    "province",
    "division",
    "district",
    "tehsil",
    "city",
    "zone",
    "municipal committee",
    "ward",
    "mohalla",
    "union council",
    "village",
)
SCRIPTS = ("shell.js", "field.js", "photos.js", "drafts.js")
_SCRIPT_SENTENCE = re.compile(r'\bworded\(\s*("(?:[^"\\]|\\.)*")')
_SCRIPT_COUNTED = re.compile(r'\bwordedCount\(\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")')


def sentences() -> set[str]:
    """All that is marked by `worded`, and what tables hold for it."""
    found = {text for call in _calls() if _name(call) == "worded" and (text := _text(call.args[0]))}
    for part in PARTS:
        found |= set(_labels(part))
    shown = [screen for screen in SCREENS if screen.permission is None or screen.permission in GRANTS[Role.FIELD_AGENT]]
    found |= {word for screen in shown if not screen.is_hidden for word in (screen.title, screen.group)}
    found |= {screen.title for screen in screens.WORDED}
    found |= {sign.word for noun in NOUNS for sign in SIGNS[noun].values()}
    found |= {word for table in (visits.PURPOSES, visits.OUTCOMES, visits.MISSED_FOR) for _, word in table}
    found |= {*visit_parts.STEPS.values(), *words._MONTHS, *ROLE_NAMES.values(), *KINDS_OF_AREAS, *PRESETS.values()}  # pyright: ignore[reportPrivateUsage]
    found |= {word for theme in themes._THEMES for word in theme[1:3]}  # pyright: ignore[reportPrivateUsage]
    found |= {each.label for table in (NOTICES.fields, NOTICES.sorts, NOTICES.filters) for each in table}
    found |= {word for each in NOTICES.filters if isinstance(each, Whether) for word in each.words}
    found |= {kind.title for kind in KINDS}
    found |= {*PASSWORD_RULES, *auth_routes._NOTICES.values(), page._ASK}  # pyright: ignore[reportPrivateUsage]
    return found - {""}


def nouns() -> set[str]:
    """Words that only counts and lists put together with others."""
    return {"visit", "unit", "account", "person", "notice", "notices", "attachment", "units", "Kind", "started or returned"}


def emptied(sentence: str) -> str:
    """A template without the names of its places."""
    return re.sub(r"\{\w+[^}]*\}", "{}", sentence)


def counted() -> dict[str, str]:
    """All that is marked by `worded_count`: the sentence of several by that of one."""
    calls = [call for call in _calls() if _name(call) == "worded_count"]
    return {one: several for call in calls if (one := _text(call.args[0])) and (several := _text(call.args[1]))}


def of_scripts() -> tuple[set[str], dict[str, str]]:
    """What the browser's scripts mark, in the same two forms."""
    texts = [(ROOT / "assets" / name).read_text() for name in SCRIPTS]
    one = {json.loads(found) for text in texts for found in _SCRIPT_SENTENCE.findall(text)}
    return one, {json.loads(a): json.loads(b) for text in texts for a, b in _SCRIPT_COUNTED.findall(text)}


@cache
def raised() -> frozenset[str]:
    """Every text of the services and of what they raise, the places of its values emptied."""
    found: set[str] = set()
    for path in [
        path for folder in ("services", "utils", "components", "database", "api") for path in (ROOT / folder).rglob("*.py")
    ]:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))  # pyright: ignore
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(emptied(node.value))
    return frozenset(found)


def _calls() -> Iterator[ast.Call]:
    for folder in ("components", "pages", "api"):
        for path in (ROOT / folder).rglob("*.py"):
            yield from (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))


def _labels(part: str) -> Iterator[str]:
    """Labels of facts, figures and columns, and what is counted: the component that draws them looks them up."""
    skipped = ENGLISH_ONLY.get(part, set())
    for function in _tree(ROOT / "components" / f"{part}.py").body:
        if not isinstance(function, ast.FunctionDef) or function.name in skipped:
            continue
        for node in ast.walk(function):
            named = node.elts if isinstance(node, ast.Tuple) and len(node.elts) == 2 else node.args if _is_labelled(node) else []
            if named and _text(named[0])[:1].isupper():
                yield _text(named[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "words.counted" and (text := _text(node.args[1])):
                yield from (text, f"{text}s")


def _is_labelled(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and _name(node) in {"Figure", "Column"}


def _name(call: ast.Call) -> str:
    inner = call.func.value if isinstance(call.func, ast.Subscript) else call.func
    return inner.id if isinstance(inner, ast.Name) else ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
