"""Settings: read in one place, judged at once, refused in a sentence."""

from pathlib import Path

import pytest

from utils.errors import Invalid
from utils.settings import ROOT, load, parse_env_file

NO_FILE = Path("/nonexistent/.env")
POOLER = "postgresql://u:p@h.pooler.example.com:6543/postgres"
DIRECT = "postgresql://u:p@db.example.com:5432/postgres"


def test_with_nothing_set_the_embedded_database_beside_the_code_is_used() -> None:
    settings = load({}, NO_FILE)
    assert settings.database_url is None
    assert settings.data_dir == ROOT / ".data"
    assert (settings.port, settings.bind_address, settings.workers) == (8501, "127.0.0.1", 2)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load({"PORT": "", "DATABASE_URL": " "}, NO_FILE) == load({}, NO_FILE)


def test_a_pooler_is_known_by_its_port_and_migrations_go_direct() -> None:
    settings = load({"DATABASE_URL": POOLER, "DATABASE_DIRECT_URL": DIRECT}, NO_FILE)
    assert settings.is_pooled
    assert settings.migrations_url == DIRECT
    direct = load({"DATABASE_URL": DIRECT}, NO_FILE)
    assert not direct.is_pooled
    assert direct.migrations_url == DIRECT


def test_passwords_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(load({"DATABASE_URL": DIRECT, "SUPABASE_KEY": "very-secret"}, NO_FILE))
    assert "u:p" not in shown
    assert "very-secret" not in shown


@pytest.mark.parametrize(
    ("environment", "name", "sentence"),
    [
        ({"PORT": "http"}, "PORT", "whole number from 1 to 65535"),
        ({"PORT": "0"}, "PORT", "whole number"),
        ({"PORT": "٨٥٠١"}, "PORT", "whole number"),
        ({"WORKERS": "-1"}, "WORKERS", "whole number"),
        ({"BEHIND_TLS": "maybe"}, "BEHIND_TLS", "1 or 0"),
        ({"DATABASE_URL": "mysql://u:p@h/d"}, "DATABASE_URL", "must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://u:p@h:port/d"}, "DATABASE_URL", "must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://u:[YOUR-PASSWORD]@h/d"}, "DATABASE_URL", "password"),
        ({"DATABASE_URL": POOLER}, "DATABASE_DIRECT_URL", "transaction pooler"),
        ({"DATABASE_DIRECT_URL": DIRECT}, "DATABASE_URL", "set both or neither"),
        ({"SUPABASE_URL": "https://x", "SUPABASE_KEY": "k"}, "DATABASE_URL", "Project → Connect"),
        ({"POOL_MIN": "5", "POOL_MAX": "2"}, "POOL_MIN", "must not be above POOL_MAX"),
        ({"DATA_DIR": __file__}, "DATA_DIR", "must be a folder"),
        ({"FILES_URL": f"file://{__file__}"}, "FILES_URL", "must be a folder"),
        ({"FILES_URL": "s3://bucket/files"}, "FILES_URL", "other stores are not known yet"),
        ({"FILES_URL": "/srv/files"}, "FILES_URL", "must name a folder"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(environment: dict[str, str], name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        load(environment, NO_FILE)
    assert list(refusal.value.fields) == [name]


def test_the_env_file_is_read_and_the_environment_wins_over_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nexport PORT=8600  # the port\nDATA_DIR='/srv/some where'\nBEHIND_TLS=\"1\"\n")
    settings = load({"PORT": "8700"}, file)
    assert (settings.port, settings.is_behind_tls, str(settings.data_dir)) == (8700, True, "/srv/some where")


def test_files_lie_below_the_data_unless_they_are_said_to_lie_elsewhere() -> None:
    assert load({"DATA_DIR": "/srv/data"}, NO_FILE).files_dir == Path("/srv/data/files")
    assert load({"FILES_URL": "file:///srv/of%20all"}, NO_FILE).files_dir == Path("/srv/of all")


def test_a_line_that_is_no_setting_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=8600\nnonsense\n")
    with pytest.raises(Invalid, match="line 2"):
        parse_env_file(file)


def test_the_example_holds_nothing_that_changes_a_setting() -> None:
    assert load({}, ROOT / ".env.example") == load({}, NO_FILE)


def test_every_setting_of_the_example_is_one_that_is_read() -> None:
    code = (ROOT / "utils" / "settings.py").read_text()
    lines = [line.lstrip("# ") for line in (ROOT / ".env.example").read_text().splitlines()]
    names = [line.split("=")[0] for line in lines if line.split("=")[0].isupper() and "=" in line]
    assert len(names) > 8
    assert [name for name in names if f'"{name}"' not in code] == []
