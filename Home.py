"""The server: one ASGI app with the screens, the sign-in and the REST interface. `streamlit run Home.py` starts it."""

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.routing import Mount
from streamlit.starlette import App

from api import auth_routes, forgotten_routes, second_factor_routes, statics
from api.app import create_app
from api.auth_pages import Looks
from api.gate import SessionGate
from api.headers import SecurityHeaders
from components.page import tell_unknown
from components.screens import PATHS
from database import migrate
from jobs import children
from utils import sealing, settings
from utils.errors import AppError
from utils.settings import ROOT

chosen = settings.current()
assets = statics.load_assets(ROOT / "assets")
looks = Looks(style=statics.asset_url(assets, "auth.css"), icon=statics.asset_url(assets, "favicon.svg"))


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Database up and migrated, workers beside us; all of it stopped with the server."""
    try:
        migrate.ensure()
        sealing.ensure()
    except AppError as error:
        print(f"Suthra cannot start. {error}", file=sys.stderr)
        logging.disable(logging.CRITICAL)  # the sentence is enough; the server would add its trace
        raise SystemExit(1) from error
    with children.running(chosen.workers):
        gc.collect()
        gc.freeze()  # what is loaded now stays: the collector need not walk it on every rerun
        yield


app = App(
    ROOT / "components" / "entry.py",
    lifespan=lifespan,
    routes=[
        *auth_routes.routes(looks, chosen.is_behind_tls),
        *second_factor_routes.routes(looks, chosen.is_behind_tls),
        *forgotten_routes.routes(looks, chosen.is_behind_tls),
        Mount("/api", create_app(chosen.is_behind_tls)),
    ],
    middleware=[
        Middleware(SecurityHeaders, is_behind_tls=chosen.is_behind_tls),
        Middleware(SessionGate, is_behind_tls=chosen.is_behind_tls),
        Middleware(statics.Statics, assets=assets, cache=chosen.data_dir / "cache", pages=PATHS),
    ],
    on_script_error=tell_unknown,
)
