"""Running commands the way a person does, in this process or as a real one."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import manage

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def say(capsys: pytest.CaptureFixture[str], *words: object) -> Said:
    """Run a command in this process."""
    capsys.readouterr()
    code = manage.main([str(word) for word in words])
    printed = capsys.readouterr()
    return Said(code, printed.out, printed.err)


def refused(said: Said) -> str:
    """The one sentence of a command that failed, which is no trace."""
    assert said.code == 1, said
    assert said.err.strip().count("\n") == 0, said.err
    assert "Traceback" not in said.err
    assert said.err.strip().endswith((".", "…")), said.err
    return said.err.strip()


def process(*words: str) -> list[str]:
    """The words that start a command as a process of its own; `environment` is what it needs beside them."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def environment(database_url: str) -> dict[str, str]:
    """The environment in which a process finds the database of the test."""
    return {**os.environ, "DATABASE_URL": database_url, "DATABASE_DIRECT_URL": "", "DATABASE_IS_POOLED": "0"}


def run(database_url: str, *words: str, patience_seconds: int = 120) -> Said:
    """Run a command as a process of its own."""
    done = subprocess.run(
        process(*words), env=environment(database_url), cwd=ROOT, capture_output=True, text=True, timeout=patience_seconds
    )
    return Said(done.returncode, done.stdout, done.stderr)
