"""Starts, watches and stops the server of a data folder."""

import csv
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from utils import processes
from utils.errors import Busy, Conflict, Invalid
from utils.settings import ROOT, Settings

HEALTH = "/api/v1/health"
START_SECONDS = 60
STOP_SECONDS = 20
LOG_BYTES = 10 * 1024**2
COMPILE = """
import os, importlib, pkgutil
os.nice(19)
import Home, components
for found in pkgutil.iter_modules(components.__path__, "components."):
    importlib.import_module(found.name)
"""


@dataclass(frozen=True)
class Claim:
    """Who serves a data folder, as noted in its lock file."""

    pid: int
    address: str


def address(chosen: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = "localhost" if chosen.bind_address in {"0.0.0.0", "127.0.0.1", "::", "::1"} else chosen.bind_address  # noqa: S104
    return f"http://{host}:{chosen.port}"


def check_can_serve(chosen: Settings) -> None:
    """Raise Conflict when this data folder is being served already, Invalid when the port is taken."""
    claim = find_claim(chosen.data_dir)
    if claim is not None:
        raise _already_running(claim)
    family = socket.AF_INET6 if ":" in chosen.bind_address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.bind_address, chosen.port))
        except OSError as error:
            raise Invalid({"PORT": _bind_sentence(chosen, error)}) from error


@contextmanager
def made_ready() -> Generator[None]:
    """While the block runs, and out of its way, have Python compile what the server imports: the start after it is shorter."""
    with Path(os.devnull).open("wb") as nowhere:
        process = processes.spawn([sys.executable, "-c", COMPILE], ROOT, nowhere)
        try:
            yield
        finally:
            processes.end(process, 1)


def serve(chosen: Settings) -> int:
    """Run the server until Ctrl-C, `stop` or its own end; returns the exit code. Raises Busy, Conflict."""
    signal.signal(signal.SIGTERM, _raise_terminated)
    chosen.logs_dir.mkdir(parents=True, exist_ok=True)
    log = chosen.logs_dir / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.rename(log.with_suffix(".log.1"))
    with _claimed(chosen), log.open("ab") as output:
        began_at = output.tell()
        process = processes.spawn(_command(chosen), ROOT, output)
        try:
            _wait_until_healthy(chosen, process, log, began_at)
            _greet(chosen)
            code = process.wait()
            print(f"The server ended by itself (exit code {code}); its last words are in {log}.", file=sys.stderr)
            return 1
        except (KeyboardInterrupt, _TerminatedError):
            print("\nStopping …", flush=True)
            return 0
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            processes.end(process, STOP_SECONDS)


def stop(data_dir: Path) -> bool:
    """End the server of this data folder and wait for it. Returns whether one was running."""
    claim = find_claim(data_dir)
    if claim is None:
        return False
    for how, seconds in ((signal.SIGTERM, STOP_SECONDS + 5), (signal.SIGKILL, 5)):
        with suppress(ProcessLookupError):
            os.kill(claim.pid, how)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if find_claim(data_dir) is None:
                return True
            time.sleep(0.05)
    raise Busy(f"The server (process {claim.pid}) does not end; end it by hand.")


def find_claim(data_dir: Path) -> Claim | None:
    """Who serves this data folder now; None when nobody does."""
    try:
        with (data_dir / "server.lock").open("r+") as file:
            if _try_lock(file.fileno()):
                return None
            noted = json.loads(file.read())
    except FileNotFoundError:
        return None
    except ValueError:
        return Claim(0, "an address not yet noted")
    return Claim(int(noted["pid"]), str(noted["address"]))


class _TerminatedError(Exception):
    """Somebody asked this process to end."""


def _raise_terminated(_number: int, _frame: FrameType | None) -> None:
    raise _TerminatedError


@contextmanager
def _claimed(chosen: Settings) -> Generator[None]:
    """Hold the lock file for as long as we serve; it is released by our end, however that comes."""
    descriptor = os.open(chosen.data_dir / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _try_lock(descriptor):
            raise _already_running(find_claim(chosen.data_dir) or Claim(0, address(chosen)))
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps({"pid": os.getpid(), "address": address(chosen)}).encode())
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _command(chosen: Settings) -> list[str]:
    place = ["--server.port", str(chosen.port), "--server.address", chosen.bind_address]
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "Home.py"), *place, "--server.headless", "true"]


def _wait_until_healthy(chosen: Settings, process: subprocess.Popen[bytes], log: Path, began_at: int) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(chosen.bind_address, chosen.bind_address)  # noqa: S104
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Busy(f"The server could not start: {_last_words(log, began_at)} (more in {log})")
        if _answers(f"http://{host}:{chosen.port}{HEALTH}"):
            return
        time.sleep(0.1)
    raise Busy(f"The server did not answer within {START_SECONDS} seconds; see {log}.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return int(response.status) < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _last_words(log: Path, began_at: int) -> str:
    with log.open("rb") as file:
        file.seek(began_at)
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason."


def _greet(chosen: Settings) -> None:
    print(f"\nSuthra is running at {address(chosen)}\n")
    sign_ins = chosen.data_dir / "demo-sign-ins.csv"
    if sign_ins.is_file():
        with sign_ins.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        for row in rows:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print(f"\nThese demo sign-ins are kept in {sign_ins}.")
    print("Ctrl-C stops everything.", flush=True)


def _already_running(claim: Claim) -> Conflict:
    return Conflict(f"Suthra is already running with this data folder at {claim.address}; `make stop` stops it.")


def _bind_sentence(chosen: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        free = chosen.port + 1 if chosen.port < 65535 else 8501
        return f"Port {chosen.port} is taken by another program; choose another, for example PORT={free} make run."
    if error.errno == errno.EACCES:
        return f"Port {chosen.port} needs more rights than this user has; choose one above 1023 in PORT."
    return f"BIND_ADDRESS {chosen.bind_address} with PORT {chosen.port} cannot be used: {error.strerror}."
