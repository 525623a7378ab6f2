"""Saved views of a list: what the list opens with, and the chip that opens, keeps, shares and removes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from markupsafe import Markup

from components.browser_query import Asked
from components.markup import address, icon, joined
from components.screens import Screen
from services import views
from services.permissions import ROLE_NAMES, Permission, Role
from services.views import View
from services.work import Actor, begin
from utils.wording import worded

NONE: Final = "all"
"""What an address says that wants everything, although the list opens with a view."""


@dataclass(frozen=True)
class Offered:
    """The views of a list that a person may open; `may_share` and `may_set` are their rights beyond that."""

    screen: str
    views: tuple[View, ...] = ()
    is_open: bool = False
    may_share: bool = False
    may_set: bool = False


NOTHING: Final = Offered("")


def offered(actor: Actor, screen: Screen) -> Offered:
    """What there is for this person on this screen."""
    if not actor.may(Permission.VIEW_KEEP):
        return NOTHING
    with begin(actor) as work:
        found = views.list_for(work, screen.url)
    return Offered(screen.url, tuple(found), True, actor.may(Permission.VIEW_SHARE), actor.may(Permission.VIEW_SET))


def opened(here: Offered, params: Mapping[str, str], actor: Actor) -> dict[str, str]:
    """The parameters of an address; one that asks nothing gets those of the view that the list opens with."""
    if params or not here.is_open:
        return dict(params)
    first = views.opening(list(here.views), actor.role)
    return {**dict(parse_qsl(first.question)), "view": str(first.view_id)} if first else {}


def chip(here: Offered, asked: Asked) -> Markup:
    """The chip of saved views."""
    if not here.is_open:
        return Markup()
    current = asked.params.get("view", "")
    question = address("", asked.kept).removeprefix("?")
    word = next((view.name for view in here.views if str(view.view_id) == current and view.question == question), "")
    items = [_item(asked, view, is_current=view.name == word) for view in here.views]
    everything = Markup('<li><a href="{}" target="_self"{}>{}</a></li>').format(
        address(asked.path, {"view": NONE}), "" if word or asked.kept else Markup(' aria-current="true"'), worded("Everything")
    )
    parts = [Markup("<ul>{}{}</ul>").format(everything, joined(items))]
    if word:
        parts.append(_changes(here, next(view for view in here.views if view.name == word and str(view.view_id) == current)))
    parts.append(_form(here, question))
    shown = Markup("{}: <b>{}</b>").format(worded("View"), word) if word else worded("Views")
    return Markup(
        '<details class="su-chip su-views{}" name="su-chips"><summary>{}{}</summary><div class="su-panel">{}</div></details>'
    ).format(" su-on" if word else "", icon("bookmark"), shown, joined(parts))


def _item(asked: Asked, view: View, *, is_current: bool) -> Markup:
    hint = "" if view.is_mine and not view.is_shared else worded("shared") if view.is_mine else view.owner_name
    return Markup('<li><a href="{}" target="_self"{}>{}<small>{}</small></a></li>').format(
        address(asked.path, {**dict(parse_qsl(view.question)), "view": view.view_id}),
        Markup(' aria-current="true"') if is_current else "",
        view.name,
        hint,
    )


def _form(here: Offered, question: str) -> Markup:
    share = Markup('<label class="su-tick"><input type="checkbox" name="is_shared" value="true"> {}</label>').format(
        worded("For everybody")
    )
    return Markup(
        '<hr><form class="su-keep-view" data-post="/api/v1/views"><input type="hidden" name="screen" value="{}">'
        '<input type="hidden" name="question" value="{}"><label>{}'
        '<input name="f_name" maxlength="60" required autocomplete="off" placeholder="{}"></label>{}'
        '<button type="submit" class="su-button">{}</button><p class="su-wrong" role="alert"></p></form>'
    ).format(
        here.screen,
        question,
        worded("Keep this list as"),
        worded("Name of the view"),
        share if here.may_share else "",
        worded("Save view"),
    )


def _changes(here: Offered, view: View) -> Markup:
    base = f"/api/v1/views/{view.view_id}"
    buttons: list[Markup] = []
    if view.is_mine:
        word = worded("No longer open with it") if view.is_first else worded("Open the list with it")
        buttons.append(_button(f"{base}/first", {"is_first": str(not view.is_first).lower()}, "keep", word))
    if view.is_mine and here.may_share:
        word = worded("Keep it to myself") if view.is_shared else worded("Share with everybody")
        buttons.append(_button(f"{base}/share", {"is_shared": str(not view.is_shared).lower()}, "group", word))
    if here.may_set and view.is_shared:
        buttons += [_for_role(base, view, role) for role in Role if role is not Role.CONSUMER]
    if view.is_mine or here.may_set:
        buttons.append(_button(f"{base}/remove", {}, "delete", worded("Remove this view")))
    return Markup("<hr><ul>{}</ul>").format(joined(buttons))


def _for_role(base: str, view: View, role: Role) -> Markup:
    is_set = view.first_for_role == role
    word = f"{'No longer first' if is_set else 'First'} for {ROLE_NAMES[role].lower()}s"
    return _button(f"{base}/first-for-role", {"role": role.value, "is_first": str(not is_set).lower()}, "badge", word)


def _button(path: str, fields: Mapping[str, str], symbol: str, word: str) -> Markup:
    hidden = [Markup('<input type="hidden" name="f_{}" value="{}">').format(name, value) for name, value in fields.items()]
    return Markup(
        '<li><form data-post="{}">{}<button type="submit">{}{}</button><p class="su-wrong" role="alert"></p></form></li>'
    ).format(path, joined(hidden), icon(symbol), word)
