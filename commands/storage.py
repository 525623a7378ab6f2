"""Trying out the store of files that the settings name."""

from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

from services import storage
from services.storage import Unavailable
from utils.errors import Conflict


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """check-storage."""
    words = "put an object into the store of files, read it back and remove it"
    parser = subparsers.add_parser("check-storage", help=words, description=words)
    parser.set_defaults(run=_check, needs_database=False)


def _check(_: Namespace) -> None:
    try:
        store = storage.current()
        print(f"Files are kept in {store.title}.")
        storage.probe(store, lambda done: print(f"  {done}"))
    except Unavailable as error:
        raise Conflict(f"Files cannot be kept: {error.reason}.") from error
    print("It works.")


def title() -> str:
    """Where files are kept, in words."""
    return storage.current().title


def warn_where_away() -> None:
    """Say so where a store on another machine does not work; what needs no files works all the same."""
    try:
        store = storage.current()
        if store.folder is None:
            storage.probe(store, lambda _: None)
    except Unavailable as error:
        print(f"Files cannot be kept at the moment: {error.reason}. `manage.py check-storage` tries it again.", flush=True)
