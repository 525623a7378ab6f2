"""The rules of the house (docs/architecture.md), held by reading the code itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from utils.settings import ROOT

FACES = ("Home.py", "manage.py", "api", "commands", "components", "jobs", "pages")
PRODUCT = (*FACES, "services", "database", "utils")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+(\s+\w+)?\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+(\s*\([^)]*\))?\s+AS\s|"
    r"CREATE\s+(TEMP|TEMPORARY|TABLE|INDEX|UNIQUE|FUNCTION|VIEW|ROLE|DATABASE)|ALTER\s+TABLE\s|DROP\s+TABLE\s|TRUNCATE\s|"
    r"LOCK\s+TABLE\s|COPY\s+\w+|ANALYZE\b|SET\s+(LOCAL|ROLE)\s|VALUES\s*\()"
)
# The one statement that hands work to the queue, for every feature.
SQL_HOMES = {"services/background.py"}
CLOCK_HOME = "utils/clock.py"
SETTINGS_HOME = "utils/settings.py"
DRAWERS = "helper helpers manager managers data info util utils common misc base core tools"
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}


def product_files() -> list[Path]:
    found = [path for top in PRODUCT for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*.py"))]
    return sorted(found)


def every_file() -> list[Path]:
    return sorted({*product_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")})


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Each call's dotted name as written, and its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each imported module; `from a.b import c` gives both a.b and a.b.c."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def test_sql_is_written_in_repositories_and_the_database_folder_only() -> None:
    def is_home(name: str) -> bool:
        is_repository = name.startswith("services/") and "repository" in Path(name).name
        return is_repository or name.startswith("database/") or name in SQL_HOMES

    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in product_files()
        if not is_home(name_of(path))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_every_page_begins_with_page_begin(path: Path) -> None:
    body = [node for node in tree_of(path).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    assert body, "a page without a statement"
    first = [ast.unparse(node.func) for node in ast.walk(body[0]) if isinstance(node, ast.Call)]
    assert "page.begin" in first


def test_money_never_becomes_a_float() -> None:
    """Where decisions are made nothing becomes a float; what is drawn on a chart or map is left to components."""
    places = ("services/", "database/", "api/", "jobs/", "commands/", "utils/")
    wrong = [
        f"{name_of(path)}:{line}"
        for path in product_files()
        if name_of(path).startswith(places)
        for call, line in calls(path)
        if call == "float"
    ]
    assert wrong == []


def test_the_clock_is_read_in_one_place() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in product_files()
        if name_of(path) != CLOCK_HOME
        for call, line in calls(path)
        if call in CLOCKS
    ]
    assert wrong == []


def test_the_environment_is_read_in_one_place() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in product_files()
        if name_of(path) != SETTINGS_HOME
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    ]
    assert wrong == []


def test_no_file_is_longer_than_400_lines_its_sql_aside() -> None:
    long = {name_of(path): length for path in every_file() if (length := _length_without_sql(path)) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in every_file()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_streamlit_is_imported_by_home_pages_and_components_only() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in product_files()
        if name_of(path) != "Home.py" and not name_of(path).startswith(("pages/", "components/"))
        for module, line in imports(path)
        if module.split(".")[0] == "streamlit"
    ]
    assert wrong == []


def test_no_file_or_folder_is_a_drawer() -> None:
    allowed = {ROOT / "utils", ROOT / "tests" / "unit" / "utils"}
    everything = {part for path in every_file() for part in (path, *path.parents) if ROOT in part.parents}
    wrong = [name_of(path) for path in everything - allowed if path.stem.strip("_") in DRAWERS.split()]
    assert wrong == []


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = [name_of(path) for path in every_file() if not ast.get_docstring(tree_of(path))]
    assert [name for name in silent if not (name.startswith("tests/") and name.endswith("__init__.py"))] == []


def test_a_form_in_which_something_is_typed_keeps_drafts() -> None:
    """Those that only try something out have nothing to lose."""
    fields = {"st.text_input", "st.text_area"}
    typed_into = {
        f"{name_of(path)}:{ast.unparse(node.items[-1].context_expr.args[0])}"
        for path in product_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.With)
        and isinstance(node.items[-1].context_expr, ast.Call)
        and ast.unparse(node.items[-1].context_expr.func) == "st.form"
        and fields & {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    }
    assert typed_into == {"components/calendar_form.py:'calendar_try'"}


def test_features_are_entered_by_their_front_door() -> None:
    wrong = [
        f"{name_of(path)}:{line} {module}"
        for path in product_files()
        for module, line in imports(path)
        if (inner := _inner_of_feature(module)) is not None and not name_of(path).startswith(f"services/{inner}/")
    ]
    assert wrong == []


def test_features_form_no_circle() -> None:
    uses: dict[str, set[str]] = {}
    for path in (ROOT / "services").rglob("*.py"):
        feature = path.relative_to(ROOT / "services").parts[0].removesuffix(".py")
        reached = {module.split(".")[1] for module, _ in imports(path) if module.startswith("services.")}
        uses.setdefault(feature, set()).update(reached & _features() - {feature})
    assert _circle(uses) is None


@cache
def _features() -> set[str]:
    return {path.parent.name for path in (ROOT / "services").glob("*/__init__.py")}


@cache
def _inner_of_feature(module: str) -> str | None:
    """The feature whose inside this module is: services.bills.repository -> bills; the front door itself is none."""
    parts = module.split(".")
    if len(parts) < 3 or parts[0] != "services" or parts[1] not in _features():
        return None
    inside = ROOT / "services" / parts[1] / parts[2]
    return parts[1] if inside.with_suffix(".py").is_file() or inside.is_dir() else None


def _circle(uses: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def walk(feature: str, trail: list[str]) -> list[str] | None:
        if feature in trail:
            return [*trail[trail.index(feature) :], feature]
        if feature in done:
            return None
        for used in sorted(uses.get(feature, ())):
            if (found := walk(used, [*trail, feature])) is not None:
                return found
        done.add(feature)
        return None

    return next((found for feature in sorted(uses) if (found := walk(feature, [])) is not None), None)


def _length_without_sql(path: Path) -> int:
    """Lines of a file less those of module-level constants that are one text."""
    assigned = [node for node in tree_of(path).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    constants = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in assigned
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    return len(path.read_text(encoding="utf-8").splitlines()) - sum(constants)
