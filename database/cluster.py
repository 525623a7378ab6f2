"""One Postgres cluster in one folder: create it, launch it, see whether it lives, end it."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from database import binaries
from database.binaries import Account
from utils.errors import AppError, Busy, Invalid

OWNER = "suthra"
DATABASE = "suthra"
MARKER = "suthra-initialised"
MIN_FREE_BYTES = 300 * 1024**2
LAUNCH_SECONDS = 300
PORT_ATTEMPTS = 8
MIB = 1024**2

_launched: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Cluster:
    """The folders of one cluster and who runs it."""

    data_dir: Path
    account: Account | None

    @property
    def folder(self) -> Path:
        """What Postgres calls its data directory."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.data_dir / "logs" / "postgres.log"

    @property
    def password_file(self) -> Path:
        """Readable by the one who made it only."""
        return self.data_dir / "postgres.password"


@dataclass(frozen=True)
class Running:
    """A live server: process id of its postmaster and TCP port."""

    pid: int
    port: int


def find_running(folder: Path) -> Running | None:
    """The live server of this folder, by its pid file and by looking at the process itself."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        running = Running(int(lines[0]), int(lines[3]))
    except (OSError, ValueError, IndexError):
        return None
    process = _launched.get(running.pid)
    if process is not None and process.poll() is not None:
        return None
    return running if _works_in(running.pid, folder) else None


def url(cluster: Cluster, port: int, database: str = DATABASE) -> str:
    """Connection string of this cluster's owner: by its socket, a tenth quicker than TCP, where we may use it.

    Raises Busy when its password is lost.
    """
    try:
        password = cluster.password_file.read_text().strip()
    except FileNotFoundError:
        raise Busy(
            f"{cluster.password_file} is missing, so the database in {cluster.folder} cannot be opened; put it back from a copy."
        ) from None
    except PermissionError:
        raise Busy(f"{cluster.password_file} belongs to another user; start as the user who made it.") from None
    is_near = os.access(cluster.folder / f".s.PGSQL.{port}", os.R_OK | os.W_OK)
    host = quote(str(cluster.folder), safe="") if is_near else "127.0.0.1"
    return f"postgresql://{OWNER}:{password}@{host}:{port}/{database}?sslmode=disable"


def create(cluster: Cluster) -> None:
    """Initialise the cluster unless that is done already; an interrupted attempt is begun anew. Raises Busy."""
    if (cluster.folder / MARKER).is_file():
        _check_version(cluster)
        return
    if cluster.folder.exists():
        cluster.folder.rename(cluster.folder.with_name(f"postgres.unfinished-{time.time_ns()}"))
    if shutil.disk_usage(cluster.data_dir).free < MIN_FREE_BYTES:
        raise _disk_is_full(cluster)
    staging, words = cluster.folder.with_name("postgres.new"), cluster.folder.with_name("postgres.password.new")
    shutil.rmtree(staging, ignore_errors=True)
    words.unlink(missing_ok=True)
    password = secrets.token_hex(24)
    _write_private(cluster.password_file, password)
    try:
        _write_private(words, password)
        staging.mkdir(mode=0o700)
        if cluster.account is not None:
            os.chown(words, cluster.account.uid, cluster.account.gid)
            os.chown(staging, cluster.account.uid, cluster.account.gid)
        _run_initdb(cluster, staging, words)
    finally:
        words.unlink(missing_ok=True)
    (staging / MARKER).write_text("This folder is the embedded Postgres; its initialisation is complete.\n")
    if cluster.account is not None:
        os.chown(staging / MARKER, cluster.account.uid, cluster.account.gid)
    staging.rename(cluster.folder)


def launch(cluster: Cluster, preferred_port: int | None) -> Running:
    """Start the server and wait until it answers a query; a taken port is replaced by another. Raises Busy."""
    end_orphans(cluster.folder)
    (cluster.folder / "postmaster.pid").unlink(missing_ok=True)
    programs = binaries.reachable(cluster.data_dir, cluster.account)
    for attempt in range(PORT_ATTEMPTS):
        port = preferred_port if preferred_port and attempt == 0 else _free_port()
        words = _start(cluster, programs, port)
        if words is None:
            return find_running(cluster.folder) or _raise_not_started(cluster, "it ended right after its start")
        if "could not bind" in words or "could not create any TCP/IP sockets" in words:
            continue
        if "No space left on device" in words:
            raise _disk_is_full(cluster)
        _raise_not_started(cluster, _last_line(words))
    return _raise_not_started(cluster, "no free TCP port was found")


def shut_down(folder: Path) -> None:
    """End the server of this folder, politely first, and whatever is left of it."""
    running = find_running(folder)
    for how, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10)):
        if running is None:
            break
        try:
            os.kill(running.pid, how)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and find_running(folder):
            time.sleep(0.02)
        running = find_running(folder)
    end_orphans(folder)


def end_orphans(folder: Path) -> None:
    """Kill what a dead postmaster left behind: it holds the shared memory that a new one needs."""
    orphans = [process for process in psutil.process_iter() if _works_in(process.pid, folder)]
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(_works_in(orphan.pid, folder) for orphan in orphans):
        time.sleep(0.01)


def _start(cluster: Cluster, programs: Path, port: int) -> str | None:
    """Launch once; None when the server answers, else the words it wrote before it ended."""
    cluster.log.parent.mkdir(exist_ok=True)
    with cluster.log.open("ab") as log:
        began_at = log.tell()
        command = [str(programs / "postgres"), "-D", str(cluster.folder), *_options(cluster.folder, port)]
        process = binaries.launch(command, cluster.account, log)
    _launched[process.pid] = process
    deadline = time.monotonic() + LAUNCH_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if _answers(cluster, port):
            return None
        time.sleep(0.03)
    if process.poll() is None:
        process.kill()
        process.wait()
    with cluster.log.open("rb") as log:
        log.seek(began_at)
        return log.read().decode(errors="replace")


def _answers(cluster: Cluster, port: int) -> bool:
    try:
        with psycopg.connect(url(cluster, port, "postgres"), connect_timeout=5, autocommit=True) as connection:
            row = connection.execute("select current_setting('data_directory')").fetchone()
            if row is None or Path(row[0]) != cluster.folder:
                return False
            found = connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute("create database suthra")
            return True
    except psycopg.OperationalError:
        return False


def _options(folder: Path, port: int) -> list[str]:
    memory = _memory()
    shared = max(128, min(1024, memory // 8 // MIB))
    chosen = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder) if _holds_a_socket(folder) else "",
        "max_connections": 60,
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(256, memory // 2 // MIB)}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": f"{max(64, min(256, shared // 2))}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_level": "minimal",
        "max_wal_senders": 0,
        "wal_compression": "on",
        "synchronous_commit": "on",
        "random_page_cost": 1.1,
        "jit": "off",
        # A query whose client was killed ends within seconds, and with it the locks it holds.
        "client_connection_check_interval": "2s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # Ids belong in logs; names and phones, which details and statements carry, do not.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
    }
    if _is_shared_memory_small():
        chosen["dynamic_shared_memory_type"] = "mmap"
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def _holds_a_socket(folder: Path) -> bool:
    """Whether a socket can be in it: not where its path is long, or not one word to Postgres, or on some shared file systems."""
    trial = folder / ".s.TRIAL.65535"
    if set(' ,"').intersection(str(folder)):
        return False
    trial.unlink(missing_ok=True)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(trial))
    except OSError:
        return False
    trial.unlink()
    return True


def _memory() -> int:
    """Bytes this process may use: of the machine, or of its container where that is less."""
    machine = psutil.virtual_memory().total
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def _is_shared_memory_small() -> bool:
    try:
        return shutil.disk_usage("/dev/shm").total < 512 * MIB  # noqa: S108
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _works_in(pid: int, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and Path(process.cwd()) == folder
    except (psutil.Error, OSError):
        return False


def _run_initdb(cluster: Cluster, staging: Path, password_file: Path) -> None:
    programs = binaries.reachable(cluster.data_dir, cluster.account)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    rights = [f"--username={OWNER}", "--auth=scram-sha-256", f"--pwfile={password_file}"]
    command = [str(programs / "initdb"), "-D", str(staging), "--no-instructions", *locale, *rights]
    finished = binaries.run(command, cluster.account)
    if finished.returncode != 0:
        shutil.rmtree(staging, ignore_errors=True)
        if "No space left on device" in finished.stderr:
            raise _disk_is_full(cluster)
        raise Busy(f"The database could not be set up in {cluster.data_dir}: {_last_line(finished.stderr)}")


def _check_version(cluster: Cluster) -> None:
    version = (cluster.folder / "PG_VERSION").read_text().strip()
    if version != binaries.MAJOR_VERSION:
        raise Invalid(
            {
                "DATA_DIR": f"{cluster.folder} was made by Postgres {version}, and this is {binaries.MAJOR_VERSION}: "
                "back it up with the release that made it, then restore the backup into a new DATA_DIR."
            }
        )


def _write_private(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _last_line(words: str) -> str:
    lines = [line for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    return (telling or lines or ["it gave no reason"])[-1].strip()


def _disk_is_full(cluster: Cluster) -> AppError:
    return Busy(
        f"The disk that holds {cluster.data_dir} is full: free at least {MIN_FREE_BYTES // MIB} MB there, "
        "or set DATA_DIR to a folder on another disk, and start again."
    )


def _raise_not_started(cluster: Cluster, reason: str) -> Running:
    raise Busy(f"The embedded Postgres in {cluster.data_dir} did not start: {reason} (more in {cluster.log}).")
