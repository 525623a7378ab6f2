"""The one shape of every refusal: {"error": {"code", "message", "fields", "reference"}}."""

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import refusal_page
from utils import wording
from utils.errors import AppError, Busy, Conflict, Forbidden, Gone, Invalid, NotFound, Unauthenticated
from utils.wording import retold

log = logging.getLogger("suthra.api")

LONGEST_BODY: Final = 262_144
# Files to import and to attach: as many megabytes as the screens take (server.maxUploadSize), and what is written around them.
LONGEST_FILE: Final = 50 * 1024 * 1024
AROUND_A_FILE: Final = 65_536
UPLOADS: Final = (("/v1/imports", LONGEST_FILE), (r"/v1/[a-z-]+/[0-9]+/attachments", LONGEST_FILE + AROUND_A_FILE))
_UNSEEN: Final = {"Cache-Control": "no-store"}
_STATUS: Final[Mapping[type[AppError], tuple[int, str]]] = {
    NotFound: (404, "not_found"),
    Forbidden: (403, "forbidden"),
    Conflict: (409, "conflict"),
    Gone: (410, "gone"),
    Invalid: (422, "invalid"),
    Busy: (503, "busy"),
    Unauthenticated: (401, "unauthenticated"),
}
_HTTP: Final[Mapping[int, tuple[str, str]]] = {
    400: ("unreadable", "The body cannot be read; send JSON in UTF-8 with Content-Type: application/json."),
    404: ("not_found", "There is no such address; /api/docs lists the ones there are."),
    405: ("method_not_allowed", "This address does not take that method; /api/docs says which ones it takes."),
    413: ("too_large", "The body is too large; at most {most:,} bytes are taken."),
}
# pydantic's own words are about Python; these are about what to send.
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "This is required.",
    "extra_forbidden": "This is not known here; /api/docs lists what is.",
    "int_parsing": "Write a whole number.",
    "int_parsing_size": "This number is too large.",
    "int_type": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "string_type": "Write a text.",
    "string_unicode": "This text is not valid Unicode.",
    "string_too_short": "This text needs at least {min_length} characters.",
    "string_too_long": "This text may have at most {max_length} characters.",
    "date_from_datetime_parsing": "Write a day as year-month-day, for example 2026-09-30.",
    "date_from_datetime_inexact": "Write a day as year-month-day, for example 2026-09-30.",
    "date_parsing": "Write a day as year-month-day, for example 2026-09-30.",
    "date_type": "Write a day as year-month-day, for example 2026-09-30.",
    "uuid_parsing": "Write a UUID, for example 3f2c1d9e-5a77-4c7a-9a53-0d6f1b8f2c11.",
    "uuid_type": "Write a UUID, for example 3f2c1d9e-5a77-4c7a-9a53-0d6f1b8f2c11.",
    "literal_error": "This is one of {expected}.",
    "enum": "This is one of {expected}.",
    "bool_parsing": "Write true or false.",
    "bool_type": "Write true or false.",
    "list_type": "Write a list.",
    "dict_type": "Write an object.",
    "model_attributes_type": "Write a JSON object, sent with Content-Type: application/json.",
    "json_invalid": "This is not valid JSON.",
    "too_long": "At most {max_length} are taken.",
}


def answer(
    status: int,
    code: str,
    message: str,
    fields: Mapping[str, str] | None = None,
    reference: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A refusal in the one shape."""
    error = {"code": code, "message": message, "fields": dict(fields or {}), "reference": reference}
    return JSONResponse({"error": error}, status_code=status, headers={**_UNSEEN, **(headers or {})})


def of_app_error(error: AppError) -> JSONResponse:
    """How a refusal of the business is answered, in the language in force."""
    status, code = _STATUS[next(kind for kind in _STATUS if isinstance(error, kind))]
    headers: dict[str, str] = {}
    if isinstance(error, Busy):
        headers["Retry-After"] = "5"
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    fields = {name: storable(retold(text)) for name, text in error.fields.items()} if isinstance(error, Invalid) else None
    message = " ".join(fields.values()) if fields else retold(str(error))
    return answer(status, getattr(error, "code", code), storable(message), fields, headers=headers)


def storable(text: str) -> str:
    """A text that JSON in UTF-8 can carry, whatever was sent to us."""
    return text.encode("utf-8", "replace").decode()


def sentences(problems: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What pydantic found wrong, as one sentence a field."""
    fields: dict[str, str] = {}
    for problem in problems:
        place: tuple[int | str, ...] = tuple(problem.get("loc", ()))
        kind = str(problem.get("type", ""))
        inner = place[1:] if place and place[0] in {"body", "query", "path", "header"} else place
        name = "body" if kind == "json_invalid" or not inner else ".".join(str(part) for part in inner)
        fields.setdefault(storable(name)[:80], _sentence(kind, problem))
    return fields


def _sentence(kind: str, problem: Mapping[str, Any]) -> str:
    context: Mapping[str, Any] = problem.get("ctx") or {}
    if kind == "value_error":
        return storable(str(context.get("error", "This cannot be accepted.")))
    known = _SENTENCES.get(kind)
    if known is None:
        return "This cannot be accepted; /api/docs says what is expected."
    return known.format(**{name: str(value).replace("'", "“", 1) for name, value in context.items()}).replace("'", "”")


def longest_body(scope: Scope) -> int:
    """How many bytes a request may bring; some addresses take files."""
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    if scope["method"] == "POST":
        return next((most for address, most in UPLOADS if re.fullmatch(address, path)), LONGEST_BODY)
    return LONGEST_BODY


class LastResort:
    """ASGI middleware: bounds the body, and answers what nobody foresaw with a reference; the log keeps the trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_started, taken = False, 0
        longest = longest_body(scope)

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > longest:
                raise HTTPException(413)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal has_started
            has_started = True
            if message["type"] == "http.response.start":
                # Answers are about people and money: no cache on the way keeps them.
                MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive_bounded, send_noted)
        except Exception as error:
            reference = secrets.token_hex(4)
            log.error("request failed, reference %s", reference, exc_info=error)
            if has_started:
                raise
            message = f"Something went wrong on our side. Try again; if it stays, tell support the reference {reference}."
            await answer(500, "unexpected", message, reference=reference)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Translate every refusal of this app once."""
    app.add_middleware(LastResort)
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_app_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise error
    # A screen asks in the language that it speaks; programs that ask for none read English.
    with wording.speaking(wording.asked_for(request.headers.get("accept-language", ""))):
        refusal = of_app_error(error)
    return refusal_page.show(storable(str(error)), refusal.status_code) if refusal_page.is_wanted(request) else refusal


async def _on_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if refusal_page.is_wanted(request):
        return refusal_page.show("There is no such file.", 404)
    fields = sentences(error.errors())
    message = "; ".join(f"{name}: {sentence}" for name, sentence in fields.items())
    return answer(422, "invalid", message or "What was sent cannot be accepted.", fields)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code, message = _HTTP.get(error.status_code, ("refused", "This request was refused."))
    if error.status_code == 413:
        message = message.format(most=longest_body(request.scope))
    return answer(error.status_code, code, message, headers=error.headers)
