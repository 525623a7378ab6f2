"""Child processes that end with their parent, however it ends, and ending them in good order."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc: ctypes.CDLL | None = ctypes.CDLL(None) if sys.platform.startswith("linux") else None


def spawn(command: Sequence[str], folder: Path, output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches its parent only; output goes to a file or to ours."""
    return subprocess.Popen(  # noqa: S603
        list(command),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        process_group=0,
        preexec_fn=_end_with_parent,  # noqa: PLW1509
    )


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ask a child to end, and after so many seconds end its whole group."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
