"""The REST face: an app to mount at /api, with the interface under /api/v1 and its description at /api/docs."""

import importlib
import pkgutil
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from api import docs_page, errors, routes
from utils.cookies import session_cookie

VERSION: Final = "1"
_DESCRIPTION: Final = (
    "Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer <token>`; pages of this site send "
    "their session cookie instead. Amounts and quantities are decimal numbers written as text. Every list comes in pages: "
    "give `next` as `after`. Everything that is refused has one shape: `error` with `code`, `message`, `fields`, `reference`."
)


def create_app(is_behind_tls: bool) -> FastAPI:
    """The app for `Mount("/api", …)`; `is_behind_tls` chooses the name of the session cookie."""
    app = FastAPI(
        title="Suthra",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.is_behind_tls = is_behind_tls
    errors.install(app)
    for router in _routers():
        app.include_router(router, prefix="/v1")
    describe = cache(lambda: _describe(app))
    app.openapi = describe

    async def show_openapi(_: Request) -> JSONResponse:
        return JSONResponse(describe(), headers={"Cache-Control": "no-cache"})

    async def show_docs(_: Request) -> HTMLResponse:
        headers = {"Content-Security-Policy": docs_page.POLICY, "Cache-Control": "no-cache"}
        return HTMLResponse(docs_page.render(describe()), headers=headers)

    app.router.routes += [Route("/openapi.json", show_openapi), Route("/docs", show_docs)]
    return app


def _routers() -> list[APIRouter]:
    """The router of every module in `api/routes`, so that a new file is a new part of the interface."""
    names = sorted(found.name for found in pkgutil.iter_modules(routes.__path__))
    modules = [importlib.import_module(f"{routes.__name__}.{name}") for name in names]
    return [router for module in modules if isinstance(router := getattr(module, "router", None), APIRouter)]


def _operation_id(route: APIRoute) -> str:
    return route.name


def _describe(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=[{"url": "/api"}],
    )
    schemes = document["components"].setdefault("securitySchemes", {})
    bearer = next(iter(schemes))
    schemes["SessionCookie"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": session_cookie(app.state.is_behind_tls),
        "description": "Set by the sign-in form; other than reading, only pages of this site may use it.",
    }
    document["security"] = [{bearer: []}, {"SessionCookie": []}]
    for operations in document["paths"].values():
        for operation in operations.values():
            if operation.get("security") != []:
                operation.pop("security", None)
    return document
