"""What a reviewer looks at: sums by area and class beside the period before, and the exceptions with their reasons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from services import areas
from services.bill_runs import repository, review_repository
from services.bill_runs.models import AreaClassTotal, ExceptionRow, GroupTotal, Level, Review, Run
from services.paging import ListQuery, Page, decode_key, page_of
from services.permissions import Permission
from services.work import Work
from utils.errors import Invalid, not_found

KINDS: Final = ("no_tariff", "no_price", "outlier", "by_hand")
ZERO: Final = Decimal(0)
K = TypeVar("K", int, str)


@dataclass(slots=True)
class _Sum:
    bill_count: int = 0
    demand: Decimal = ZERO
    held_count: int = 0
    held_demand: Decimal = ZERO
    previous_count: int = 0
    previous_demand: Decimal = ZERO

    def add(self, row: AreaClassTotal) -> None:
        self.bill_count += row.bill_count
        self.demand += row.demand
        self.held_count += row.held_count
        self.held_demand += row.held_demand

    def add_previous(self, row: AreaClassTotal) -> None:
        self.previous_count += row.bill_count - row.held_count
        self.previous_demand += row.demand

    def group(self, label: str, area_id: int | None) -> GroupTotal:
        return GroupTotal(
            label, area_id, self.bill_count, self.demand, self.held_count, self.held_demand, self.previous_count,
            self.previous_demand,
        )  # fmt: skip


def review(work: Work, run_id: int, depth: int | None = None) -> Review:
    """Sums of a run by area, rolled up to a depth of the tree (None: the first that divides it), and by class.

    Raises NotFound, Invalid.
    """
    work.require(Permission.BILL_RUN_READ)
    run = repository.get(work, run_id) or not_found("bill run", run_id)
    previous = repository.before(work, run)
    now = review_repository.totals(work, run)
    earlier = review_repository.totals(work, previous) if previous else []
    tree = {area.area_id: area for area in areas.list_all(work, everything=True)}
    trails = {row.area_id: _trail(tree, row.area_id) for row in [*now, *earlier]}
    levels = _levels(tree, trails.values())
    chosen = _chosen_depth(levels, trails.values(), depth)

    def place(row: AreaClassTotal) -> int:
        trail = trails[row.area_id]
        return trail[min(chosen, len(trail)) - 1]

    by_area = _sums(now, earlier, place)
    by_class = _sums(now, earlier, lambda row: row.customer_class)
    area_rows = [total.group(tree[area_id].name if area_id in tree else "", area_id) for area_id, total in by_area.items()]
    class_rows = [total.group(label, None) for label, total in by_class.items()]
    total = _sums(now, earlier, lambda _: "").get("", _Sum()).group("All", None)
    return Review(
        run,
        previous,
        total,
        tuple(sorted(area_rows, key=lambda row: (row.label, row.area_id))),
        tuple(sorted(class_rows, key=lambda row: row.label)),
        tuple(review_repository.exception_counts(work, run)),
        levels,
        chosen,
    )


def exceptions(work: Work, run_id: int, query: ListQuery) -> Page[ExceptionRow]:
    """Why bills of a run were held back, by bill number; filters: kind, state (open or resolved). Raises NotFound."""
    work.require(Permission.BILL_RUN_READ)
    run: Run = repository.get(work, run_id) or not_found("bill run", run_id)
    kind, state = query.filters.get("kind"), query.filters.get("state")
    if kind is not None and kind not in KINDS:
        raise Invalid({"kind": f"Kind is one of {', '.join(KINDS)}."})
    if state not in (None, "open", "resolved"):
        raise Invalid({"state": "State is open or resolved."})
    is_open = None if state is None else state == "open"
    after = [int(value) for value in decode_key(query.after, 2)] if query.after else []
    before = [int(value) for value in decode_key(query.before, 2)] if query.before else []
    rows = review_repository.exceptions_page(work, run, kind, is_open, after, before, query.size)
    counted = review_repository.count_exceptions(work, run, kind, is_open)
    return page_of(rows, query, lambda row: (row.bill_id, row.exception_no), counted)


def _sums(now: Iterable[AreaClassTotal], earlier: Iterable[AreaClassTotal], key: Callable[[AreaClassTotal], K]) -> dict[K, _Sum]:
    sums: dict[K, _Sum] = {}
    for row in now:
        sums.setdefault(key(row), _Sum()).add(row)
    for row in earlier:
        sums.setdefault(key(row), _Sum()).add_previous(row)
    return sums


def _trail(tree: dict[int, areas.Area], area_id: int) -> Sequence[int]:
    area = tree.get(area_id)
    return [int(part) for part in area.path.rstrip(".").split(".")] if area else [area_id]


def _levels(tree: dict[int, areas.Area], trails: Iterable[Sequence[int]]) -> tuple[Level, ...]:
    kinds: dict[int, dict[str, None]] = {}
    for trail in trails:
        for depth, area_id in enumerate(trail, start=1):
            if area_id in tree:
                kinds.setdefault(depth, {})[tree[area_id].kind.replace("_", " ")] = None
    return tuple(Level(depth, " or ".join(sorted(names))) for depth, names in sorted(kinds.items()))


def _chosen_depth(levels: Sequence[Level], trails: Iterable[Sequence[int]], depth: int | None) -> int:
    if depth is not None:
        if not 1 <= depth <= max(len(levels), 1):
            raise Invalid({"depth": f"The tree has {len(levels)} levels here; choose one of them."})
        return depth
    known = list(trails)
    for level in levels:
        if len({trail[min(level.depth, len(trail)) - 1] for trail in known}) > 1:
            return level.depth
    return max(len(levels), 1)
