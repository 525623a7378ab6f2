"""The one place that reads the environment and the `.env` file beside the code."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from utils import stores
from utils.errors import Invalid
from utils.stores import Store, SupabaseBucket

ROOT = Path(__file__).resolve().parent.parent
TRANSACTION_POOLER_PORT = 6543
SHORTEST_SECRET = 32

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_SUPABASE_WITHOUT_URL = (
    "SUPABASE_URL and SUPABASE_KEY are set, but not DATABASE_URL: all data goes through Postgres itself. "
    "In Supabase open Project → Connect, copy the connection string under “Transaction pooler” into DATABASE_URL "
    "and the one under “Direct connection” into DATABASE_DIRECT_URL (docs/operations.md)."
)
_POOLER_WITHOUT_DIRECT = (
    "DATABASE_URL goes through a transaction pooler, which migrations and background jobs cannot use: put the direct "
    "connection (in Supabase: Project → Connect → Direct connection or Session pooler) into DATABASE_DIRECT_URL."
)


_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_ENCRYPTIONS = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """The SMTP server that e-mails go out by; `encryption` is starttls, tls from the first byte on, or none."""

    host: str
    port: int
    encryption: str
    user: str | None
    password: str | None = field(repr=False)
    sender: str


@dataclass(frozen=True)
class TextGateway:
    """Where text messages are posted to, and what proves who posts them."""

    url: str
    token: str | None = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What an operator may choose; `database_url` is None where the embedded Postgres is used."""

    database_url: str | None = field(repr=False)
    migrations_url: str | None = field(repr=False)
    is_pooled: bool
    data_dir: Path
    files: Store
    bind_address: str
    port: int
    is_behind_tls: bool
    workers: int
    bcrypt_rounds: int
    pool_min: int
    pool_max: int
    supabase_url: str | None
    supabase_key: str | None = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    """The newest first; empty where they lie in a file of the data folder."""
    public_url: str | None = None
    """Where people reach this server, without a slash at the end; links in messages begin with it."""
    mail: MailServer | None = None
    texts: TextGateway | None = None

    @property
    def logs_dir(self) -> Path:
        """Where processes write their logs."""
        return self.data_dir / "logs"


@cache
def current() -> Settings:
    """The settings of this process, read once. Raises Invalid."""
    return load()


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read the settings; a variable of the environment wins over the same one in `.env`. Raises Invalid."""
    values = parse_env_file(ROOT / ".env" if env_file is None else env_file)
    values.update(os.environ if environ is None else environ)
    read = _Reader(values)
    database_url = read.postgres_url("DATABASE_URL")
    direct_url = read.postgres_url("DATABASE_DIRECT_URL")
    supabase_url, supabase_key = read.text("SUPABASE_URL"), read.text("SUPABASE_KEY")
    data_dir = read.folder("DATA_DIR", ROOT / ".data")
    files = stores.read(read.text, data_dir / "files")
    if supabase_url and supabase_key and not database_url and not isinstance(files, SupabaseBucket):
        raise Invalid({"DATABASE_URL": _SUPABASE_WITHOUT_URL})
    if direct_url and not database_url:
        raise Invalid({"DATABASE_URL": "DATABASE_DIRECT_URL is set, but not DATABASE_URL; set both or neither."})
    is_pooled = read.flag("DATABASE_IS_POOLED", default=_goes_through_pooler(database_url))
    if is_pooled and not direct_url:
        raise Invalid({"DATABASE_DIRECT_URL": _POOLER_WITHOUT_DIRECT})
    pool_min, pool_max = read.whole("POOL_MIN", 1, 0, 500), read.whole("POOL_MAX", 10, 1, 500)
    if pool_min > pool_max:
        raise Invalid({"POOL_MIN": f"POOL_MIN ({pool_min}) must not be above POOL_MAX ({pool_max})."})
    return Settings(
        database_url=database_url,
        migrations_url=direct_url or database_url,
        is_pooled=is_pooled,
        data_dir=data_dir,
        files=files,
        bind_address=read.text("BIND_ADDRESS") or "127.0.0.1",
        port=read.whole("PORT", 8501, 1, 65535),
        is_behind_tls=read.flag("BEHIND_TLS", default=False),
        workers=read.whole("WORKERS", 2, 0, 64),
        bcrypt_rounds=read.whole("BCRYPT_ROUNDS", 12, 4, 16),
        pool_min=pool_min,
        pool_max=pool_max,
        supabase_url=supabase_url,
        supabase_key=supabase_key,
        secret_keys=read.keys("SECRET_KEY"),
        public_url=read.web_url("PUBLIC_URL"),
        mail=read.mail_server(),
        texts=read.text_gateway(),
    )


def parse_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines (comments, `export`, quotes allowed); a file that is not there is empty. Raises Invalid."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid({path.name: f"{path} cannot be read: {error}."}) from error
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip().removeprefix("export ").strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            raise Invalid({path.name: f"{path}, line {number}, is not of the form NAME=value."})
        values[name.strip()] = _unquote(value.strip())
    return values


def _unquote(value: str) -> str:
    for quote in ('"', "'"):
        if len(value) >= 2 and value[0] == value[-1] == quote:
            return value[1:-1]
    return value.split(" #", 1)[0].rstrip()


def _goes_through_pooler(url: str | None) -> bool:
    return url is not None and urlsplit(url).port == TRANSACTION_POOLER_PORT


class _Reader:
    """Turns texts into values, or says in a sentence which variable is wrong; an empty one counts as not set."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str) -> str | None:
        return self._values.get(name, "").strip() or None

    def keys(self, name: str) -> tuple[str, ...]:
        found = tuple((self.text(name) or "").replace(",", " ").split())
        if any(len(key) < SHORTEST_SECRET or not key.isascii() for key in found):
            wanted = f"random text of {SHORTEST_SECRET} or more plain letters and digits, older keys after a comma"
            raise Invalid({name: f"{name} must be {wanted}."})
        return found

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise Invalid({name: f"{name} must be a whole number from {low} to {high}, not “{text}”."})
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name)
        if text is None:
            return default
        if text.lower() not in _YES | _NO:
            raise Invalid({name: f"{name} must be 1 or 0, not “{text}”."})
        return text.lower() in _YES

    def folder(self, name: str, default: Path) -> Path:
        text = self.text(name)
        if text is None:
            return default
        path = Path(text).expanduser()
        path = (path if path.is_absolute() else ROOT / path).resolve()
        if path.exists() and not path.is_dir():
            raise Invalid({name: f"{name} must be a folder; {path} is a file."})
        return path

    def web_url(self, name: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise Invalid({name: f"{name} must look like https://suthra.example.org."})
        return text.rstrip("/")

    def mail_server(self) -> MailServer | None:
        host, sender = self.text("SMTP_HOST"), self.text("MAIL_FROM")
        user, password = self.text("SMTP_USER"), self.text("SMTP_PASSWORD")
        if host is None:
            if sender or user or password:
                raise Invalid({"SMTP_HOST": "MAIL_FROM, SMTP_USER or SMTP_PASSWORD is set, but not SMTP_HOST; set it too."})
            return None
        if sender is None or not sender.isascii() or not _ADDRESS.fullmatch(sender):
            raise Invalid({"MAIL_FROM": "MAIL_FROM must be the address that e-mails come from, like suthra@example.org."})
        if (user is None) != (password is None):
            raise Invalid({"SMTP_USER": "SMTP_USER and SMTP_PASSWORD go together; set both or neither."})
        if self.text("PUBLIC_URL") is None:
            raise Invalid({"PUBLIC_URL": "E-mails hold links: set PUBLIC_URL to where people reach Suthra."})
        encryption = (self.text("SMTP_TLS") or "starttls").lower()
        if encryption not in _ENCRYPTIONS:
            raise Invalid({"SMTP_TLS": f"SMTP_TLS is one of {', '.join(_ENCRYPTIONS)}, not “{encryption}”."})
        if encryption == "none" and user is not None and host not in {"localhost", "127.0.0.1", "::1"}:
            raise Invalid({"SMTP_TLS": "With SMTP_TLS=none the password would travel in the open; use starttls or tls."})
        port = self.whole("SMTP_PORT", 465 if encryption == "tls" else 587, 1, 65535)
        return MailServer(host, port, encryption, user, password, sender)

    def text_gateway(self) -> TextGateway | None:
        url, token = self.web_url("TEXT_GATEWAY_URL"), self.text("TEXT_GATEWAY_TOKEN")
        if url is None:
            if token:
                raise Invalid({"TEXT_GATEWAY_URL": "TEXT_GATEWAY_TOKEN is set, but not TEXT_GATEWAY_URL; set it too."})
            return None
        if self.text("PUBLIC_URL") is None:
            raise Invalid({"PUBLIC_URL": "Text messages hold links: set PUBLIC_URL to where people reach Suthra."})
        return TextGateway(url, token)

    def postgres_url(self, name: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            is_good = parts.scheme in {"postgresql", "postgres"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_good = False
        if not is_good:
            raise Invalid({name: f"{name} must look like postgresql://user:password@host:5432/database."})
        if "[YOUR-PASSWORD]" in text:
            raise Invalid({name: f"{name} still contains [YOUR-PASSWORD]; put the database password there."})
        return text
