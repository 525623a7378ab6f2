"""Keeping questions to lists by name, sharing them, and choosing what a list opens with."""

from typing import Final

from services import audit
from services.permissions import ROLE_NAMES, Permission, Role
from services.views import repository
from services.views.repository import View
from services.work import Work
from utils.errors import Conflict, Invalid, not_found

__all__ = ["View", "list_for", "open_first", "open_first_for_role", "opening", "remove", "save", "share"]

LONGEST_NAME: Final = 60
LONGEST_QUESTION: Final = 2000
MOST: Final = 100


def list_for(work: Work, screen: str | None) -> list[View]:
    """The views of a screen (None: of all), one's own first. Raises Forbidden."""
    work.require(Permission.VIEW_KEEP)
    return repository.list_views(work, screen)


def opening(views: list[View], role: Role) -> View | None:
    """What a list opens with when its address asks nothing: the person's own choice, else that of the role."""
    own = next((view for view in views if view.is_first), None)
    return own or next((view for view in views if view.first_for_role == role), None)


def save(work: Work, screen: str, name: str, question: str, *, is_shared: bool = False) -> View:
    """Keep a question under a name; an own view of that name is changed. Raises Invalid, Forbidden, Conflict."""
    work.require(Permission.VIEW_SHARE if is_shared else Permission.VIEW_KEEP)
    words = " ".join(name.split())
    wrong: dict[str, str] = {}
    if not 1 <= len(words) <= LONGEST_NAME:
        wrong["name"] = f"Give the view a name of up to {LONGEST_NAME} letters."
    if len(question) > LONGEST_QUESTION:
        wrong["question"] = "This view asks too much to be kept; leave out some filters or columns."
    if wrong:
        raise Invalid(wrong)
    if repository.count(work) >= MOST:
        raise Conflict(f"You keep {MOST} views already; remove one that you no longer need.")
    view_id = repository.save(work, screen, words, question.removeprefix("?"), is_shared=is_shared)
    audit.record(work, "view.saved", f"view {view_id}", after={"screen": screen, "name": words, "is_shared": is_shared})
    return _get(work, view_id)


def share(work: Work, view_id: int, *, is_shared: bool) -> View:
    """Show an own view to everybody, or no longer. Raises NotFound, Forbidden, Conflict for another's."""
    work.require(Permission.VIEW_SHARE)
    view = _own(work, view_id)
    repository.share(work, view_id, is_shared=is_shared)
    audit.record(work, "view.shared", f"view {view_id}", before={"is_shared": view.is_shared}, after={"is_shared": is_shared})
    return _get(work, view_id)


def remove(work: Work, view_id: int) -> View:
    """Forget an own view and return it; who sets the views of roles may remove what others share.

    Raises NotFound, Forbidden, Conflict for another's view and for one that a role opens with.
    """
    work.require(Permission.VIEW_KEEP)
    view = _get(work, view_id)
    if not view.is_mine and not work.actor.may(Permission.VIEW_SET):
        raise Conflict(f"The view “{view.name}” belongs to {view.owner_name}; only they can remove it.")
    if view.first_for_role:
        role = ROLE_NAMES[Role(view.first_for_role)].lower()
        raise Conflict(f"The lists of every {role} open with “{view.name}”; choose another for them first.")
    repository.remove(work, view_id)
    audit.record(work, "view.removed", f"view {view_id}", before={"screen": view.screen, "name": view.name})
    return view


def open_first(work: Work, view_id: int, *, is_first: bool = True) -> View:
    """Make one's own list open with a view, or no longer. Raises NotFound, Forbidden, Conflict for another's view."""
    work.require(Permission.VIEW_KEEP)
    view = _get(work, view_id)
    if not view.is_mine:
        raise Conflict(f"Save “{view.name}” under a name of your own first; then your list can open with it.")
    repository.put_first(work, view.screen, view_id if is_first else None)
    audit.record(work, "view.put_first", f"view {view_id}", after={"screen": view.screen, "is_first": is_first})
    return _get(work, view_id)


def open_first_for_role(work: Work, view_id: int, role: Role, *, is_first: bool = True) -> View:
    """Make the lists of everybody with a role open with a shared view, or no longer. Raises NotFound, Forbidden, Conflict."""
    work.require(Permission.VIEW_SET)
    view = _get(work, view_id)
    if not view.is_shared:
        raise Conflict(f"Share “{view.name}” first: a role can open only what it may see.")
    repository.put_first_for_role(work, view.screen, role, view_id if is_first else None)
    audit.record(work, "view.put_first", f"view {view_id}", after={"screen": view.screen, "role": role, "is_first": is_first})
    return _get(work, view_id)


def _own(work: Work, view_id: int) -> View:
    view = _get(work, view_id)
    if not view.is_mine:
        raise Conflict(f"The view “{view.name}” belongs to {view.owner_name}; only they can change it.")
    return view


def _get(work: Work, view_id: int) -> View:
    found = repository.list_views(work, None, view_id)
    return found[0] if found else not_found("view", view_id)
