"""Where something was done, in words: what a browser says of itself, or the machine of a command."""

import getpass
import socket
from typing import Final

# The first that is named wins: every browser also calls itself by the names of others.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "a program"), ("python", "a program"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def words(user_agent: str) -> str:
    """'Chrome on Android'; what is not known stays as it was said, shortened."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser.capitalize() or system or user_agent[:40] or "Unknown device"


def machine() -> str:
    """Who sits at this machine, for what is done by commands: 'suthra on server-1'."""
    try:
        return f"{getpass.getuser()} on {socket.gethostname()}"[:80]
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return socket.gethostname()[:80]
