"""What is refused or missing, as a page: whoever clicked a link in a browser reads a sentence, programs get JSON."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import auth_pages
from api.auth_pages import Looks

_LOOKS: Final = Looks(style="/assets/auth.css", icon="/assets/favicon.svg")
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def is_wanted(request: Request) -> bool:
    """Whether a browser opens the link of a file, rather than a program asking for it."""
    is_file = request.method == "GET" and "/v1/files/" in request.url.path
    return is_file and request.headers.get("sec-fetch-mode", "navigate") == "navigate" and _takes_pages(request)


def missing(path: str) -> HTMLResponse:
    """The page for an address that leads to no screen."""
    sentence = f"Nothing is at {path[:100]}. It may have been moved, or a letter of the address is missing."
    return _page("There is no such page", sentence, "/", "Back to Suthra", 404)


def show(sentence: str, status: int) -> HTMLResponse:
    """The page."""
    title = "Sign in first" if status == 401 else "This file is not here" if status in (404, 410) else "Not possible"
    href, words = ("/auth/login", "Sign in") if status == 401 else ("/", "Back to Suthra")
    said = "Your session has ended; sign in, and open the link again." if status == 401 else sentence
    return _page(title, said, href, words, status)


def _page(title: str, said: str, href: str, words: str, status: int) -> HTMLResponse:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
    return HTMLResponse(auth_pages.told(_LOOKS, title, said, href, words), status_code=status, headers=headers)


def _takes_pages(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
