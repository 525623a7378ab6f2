"""Loads the demo and shows how far it is."""

import sys
import time
from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from pathlib import Path
from typing import Final

from commands import server
from services import demo
from utils import month, settings

PROCESSES: Final = 2
BAR_WIDTH: Final = 28
PLAIN_SECONDS: Final = 5.0


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """demo."""
    words = "load the demo: Suthra demo and Santa Monica water"
    command = subparsers.add_parser("demo", help=words, description=words)
    default = demo.Wanted()
    command.add_argument("--units", type=int, default=default.units, help="survey units of Suthra demo, up to 1,000,000 (20,000)")
    command.add_argument("--seed", type=int, default=default.seed, help="the same seed makes the same rows (1)")
    command.add_argument("--newest-period", metavar="YYYY-MM", help="the newest of six periods, left in review (this month)")
    command.set_defaults(run=_run)


def load_where_empty(units: int | None = None) -> None:
    """Load the demo into a database without organizations, or finish a load that was interrupted; else do nothing."""
    if demo.state() in (demo.State.ABSENT, demo.State.UNFINISHED):
        with server.made_ready():
            _load(demo.Wanted() if units is None else demo.Wanted(units=units))


def _run(arguments: Namespace) -> None:
    if demo.state() is demo.State.COMPLETE:
        print(f"The demo is loaded already; nothing was changed. Its sign-ins are in {_sign_ins()}.")
        return
    newest = None if arguments.newest_period is None else month.parse(arguments.newest_period, "newest-period")
    _load(demo.Wanted(arguments.units, arguments.seed, newest))
    print(f"The sign-ins are in {_sign_ins()}.")


def _load(wanted: demo.Wanted) -> None:
    is_going_on = demo.state() is demo.State.UNFINISHED
    print("Going on with the demo that was being loaded …" if is_going_on else "Loading the demo …", flush=True)
    began = time.monotonic()
    show = _Bar() if sys.stdout.isatty() else _Lines()
    plan = demo.load(wanted, _sign_ins(), PROCESSES, show.tell)
    show.end()
    if is_going_on and plan.units != wanted.units:
        print(f"The load had begun with {plan.units:,} units, so it was finished with those.")
    print(f"The demo is loaded: {plan.units:,} survey units and every read of Santa Monica, {time.monotonic() - began:.0f} s.")


def _sign_ins() -> Path:
    return settings.current().data_dir / demo.FILE_NAME


def _left(share: float, seconds: float) -> str:
    """How long the rest will take if it goes on like this; nothing while that is a guess."""
    if share < 0.05 or seconds < 2:
        return ""
    left = seconds / share * (1 - share)
    return f", about {left / 60:.0f} min left" if left > 90 else f", about {left:.0f} s left"


class _Bar:
    """One line that is drawn again and again, for a terminal."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def tell(self, progress: demo.Progress) -> None:
        filled = round(progress.share * BAR_WIDTH)
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        left = _left(progress.share, time.monotonic() - self._began)
        print(f"\r  {bar} {progress.share:4.0%}  {progress.label}{left}\x1b[K", end="", flush=True)

    def end(self) -> None:
        print(flush=True)


class _Lines:
    """A plain line now and then, for a log."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, progress: demo.Progress) -> None:
        now = time.monotonic()
        if now - self._told >= PLAIN_SECONDS or progress.share >= 1:
            self._told = now
            print(f"  {progress.share:4.0%}  {progress.label}{_left(progress.share, now - self._began)}", flush=True)

    def end(self) -> None:
        pass
