"""Settings: read in one place, judged at once, refused in a sentence."""

from pathlib import Path

import pytest

from utils.errors import Invalid
from utils.settings import ROOT, load, parse_env_file
from utils.stores import DriveFolder, Folder, S3Bucket, SupabaseBucket

NO_FILE = Path("/nonexistent/.env")
POOLER = "postgresql://u:p@h.pooler.example.com:6543/postgres"
DIRECT = "postgresql://u:p@db.example.com:5432/postgres"
SITE = "https://suthra.test"
MAIL = {"SMTP_HOST": "m.test", "MAIL_FROM": "a@b.test", "PUBLIC_URL": SITE}


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
    texts = {"TEXT_GATEWAY_URL": SITE, "TEXT_GATEWAY_TOKEN": "text-secret"}
    mail = {**MAIL, "SMTP_USER": "me", "SMTP_PASSWORD": "mail-secret", **texts}
    shown = repr(load({"DATABASE_URL": DIRECT, "SUPABASE_KEY": "very-secret", **mail}, NO_FILE))
    assert "u:p" not in shown
    assert "-secret" not in shown


def test_a_mail_server_has_the_usual_port_of_its_encryption() -> None:
    found = [load({**MAIL, "SMTP_TLS": each}, NO_FILE).mail for each in ("", "tls", "none")]
    assert [(each.encryption, each.port) for each in found if each] == [("starttls", 587), ("tls", 465), ("none", 587)]
    assert load({**MAIL, "PUBLIC_URL": f"{SITE}/"}, NO_FILE).public_url == SITE


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
        ({"PUBLIC_URL": "suthra.test"}, "PUBLIC_URL", "must look like https://"),
        ({"PUBLIC_URL": "https://u@suthra.test"}, "PUBLIC_URL", "must look like https://"),
        ({"MAIL_FROM": "a@b.test"}, "SMTP_HOST", "set it too"),
        ({"SMTP_HOST": "m", "PUBLIC_URL": SITE}, "MAIL_FROM", "must be the address"),
        ({"SMTP_HOST": "m", "PUBLIC_URL": SITE, "MAIL_FROM": "Me <a@b.test>"}, "MAIL_FROM", "must be the address"),
        ({"SMTP_HOST": "m", "MAIL_FROM": "a@b.test"}, "PUBLIC_URL", "where people reach"),
        ({**MAIL, "SMTP_USER": "me"}, "SMTP_USER", "set both or neither"),
        ({**MAIL, "SMTP_TLS": "ssl"}, "SMTP_TLS", "starttls, tls, none"),
        ({**MAIL, "SMTP_PORT": "0"}, "SMTP_PORT", "whole number"),
        ({**MAIL, "SMTP_TLS": "none", "SMTP_USER": "me", "SMTP_PASSWORD": "x"}, "SMTP_TLS", "in the open"),
        ({"TEXT_GATEWAY_TOKEN": "t"}, "TEXT_GATEWAY_URL", "set it too"),
        ({"TEXT_GATEWAY_URL": "https://g.test/send"}, "PUBLIC_URL", "where people reach"),
        ({"TEXT_GATEWAY_URL": "g.test", "PUBLIC_URL": SITE}, "TEXT_GATEWAY_URL", "must look like"),
        ({"FILES_URL": f"file://{__file__}"}, "FILES_URL", "must be a folder"),
        ({"FILES_URL": "file:srv/files"}, "FILES_URL", "by its whole path"),
        ({"FILES_URL": "file://host/srv/files"}, "FILES_URL", "by its whole path"),
        ({"FILES_URL": "/srv/files"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "ftp://host"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "s3://bucket/files"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "s3://"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "s3://[x"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "drive://short"}, "FILES_URL", "must be file:///srv"),
        ({"FILES_URL": "s3://bucket"}, "S3_REGION", "or S3_ENDPOINT for another service"),
        ({"FILES_URL": "s3://bucket", "S3_ENDPOINT": "minio:9000"}, "S3_ENDPOINT", "must look like https://host"),
        ({"FILES_URL": "s3://bucket", "S3_REGION": "me-south-1"}, "S3_ACCESS_KEY_ID", "so S3_ACCESS_KEY_ID must be set too"),
        ({"FILES_URL": "s3://bucket", "S3_REGION": "r", "S3_ACCESS_KEY_ID": "k"}, "S3_SECRET_ACCESS_KEY", "must be set too"),
        ({"FILES_URL": "supabase://files"}, "SUPABASE_URL", "so SUPABASE_URL must be set too"),
        ({"FILES_URL": "supabase://files", "SUPABASE_URL": "http://x.test"}, "SUPABASE_URL", "must begin with https"),
        ({"FILES_URL": "supabase://files", "SUPABASE_URL": "https://x.test"}, "SUPABASE_KEY", "must be set too"),
        ({"FILES_URL": "drive://0123456789ab"}, "GOOGLE_CREDENTIALS", "must be set too"),
        ({"FILES_URL": "drive://0123456789ab", "GOOGLE_CREDENTIALS": "/no/such.json"}, "GOOGLE_CREDENTIALS", "cannot be read"),
        ({"FILES_URL": "drive://0123456789ab", "GOOGLE_CREDENTIALS": "{secret"}, "GOOGLE_CREDENTIALS", "is no JSON"),
        ({"FILES_URL": "drive://0123456789ab", "GOOGLE_CREDENTIALS": "{}"}, "GOOGLE_CREDENTIALS", "lacks client_email, private"),
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
    assert load({"DATA_DIR": "/srv/data"}, NO_FILE).files == Folder(Path("/srv/data/files"))
    assert load({"FILES_URL": "file:///srv/of%20all"}, NO_FILE).files == Folder(Path("/srv/of all"))


def test_a_store_elsewhere_is_named_with_what_it_needs_and_its_secrets_are_not_shown(tmp_path: Path) -> None:
    bucket = {"FILES_URL": "s3://suthra", "S3_ENDPOINT": "http://minio:9000/", "S3_ACCESS_KEY_ID": "id"}
    bucket["S3_SECRET_ACCESS_KEY"] = "hush"
    settings = load(bucket, NO_FILE)
    assert settings.files == S3Bucket("suthra", "http://minio:9000", "us-east-1", "id", "hush")
    supabase = {"FILES_URL": "supabase://suthra", "SUPABASE_URL": "https://x.supabase.co", "SUPABASE_KEY": "hush"}
    assert load(supabase, NO_FILE).files == SupabaseBucket("suthra", "https://x.supabase.co", "hush")
    key = tmp_path / "key.json"
    key.write_text('{"client_email": "a@b", "private_key": "hush", "token_uri": "https://t"}')
    by_path, by_text = (
        load({"FILES_URL": "drive://0123456789ab", "GOOGLE_CREDENTIALS": given}, NO_FILE) for given in (str(key), key.read_text())
    )
    assert isinstance(by_path.files, DriveFolder)
    assert by_path.files == by_text.files
    assert by_path.files.credentials["private_key"] == "hush"
    for shown in (settings, load(supabase, NO_FILE), by_path):
        assert "hush" not in repr(shown)


def test_a_line_that_is_no_setting_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=8600\nnonsense\n")
    with pytest.raises(Invalid, match="line 2"):
        parse_env_file(file)


def test_the_example_holds_nothing_that_changes_a_setting() -> None:
    assert load({}, ROOT / ".env.example") == load({}, NO_FILE)


def test_every_setting_of_the_example_is_one_that_is_read() -> None:
    code = "".join((ROOT / "utils" / name).read_text() for name in ("settings.py", "stores.py"))
    lines = [line.lstrip("# ") for line in (ROOT / ".env.example").read_text().splitlines()]
    names = [line.split("=")[0] for line in lines if line.split("=")[0].isupper() and "=" in line]
    assert len(names) > 8
    assert [name for name in names if f'"{name}"' not in code] == []
