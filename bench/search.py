"""The search box over every account of an organization: codes, phones, rare and common names, through the service."""

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from bench.result import Result
from bench.world import Town, town
from database.connection import DatabaseRole, connect, direct_url, transaction
from services import search
from services.permissions import Permission
from services.staff import actors_with
from services.work import Actor, begin

PASSES = 5
ROUNDS = 41
WARM_UP = 8

SAMPLE = """
SELECT code, phone, cnic, lower(split_part(holder_name, ' ', -1)) FROM accounts
WHERE org_id = %(org_id)s AND cnic IS NOT NULL AND (substr(code, 3)::int %% 7 = 0) = %(is_rare)s
ORDER BY account_id %% 10007, account_id LIMIT 60
"""
WARDS = """
SELECT array_agg(area_id) FROM (SELECT area_id FROM areas WHERE org_id = %(org_id)s AND kind = 'ward' ORDER BY code LIMIT 3) a
"""
VACUUM = "VACUUM (ANALYZE) accounts, name_words, survey_units"

MUHAMMADS = ("muhammad", "Mohammad", "mohd", "muhammed", "Mohammed")
KIN = ("bhatti", "Gujjar", "rajput", "Arain", "awan", "malik", "qureshi", "Chaudhry", "warraich", "hussain")
TOGETHER = ("muhammad aslam", "mohd bilal", "Ali Bhatti", "ahmad qureshi", "imran Malik", "muhammad usman bhatti")
PARTS = ("hamm", "att", "ureshi", "arra", "hmed", "brar", "ulla", "sman")
MISSPELT = ("bhati", "qurashi", "warriach", "muhmmad", "rajpoot", "chaudry", "imraan", "nadeam")


def run(is_full: bool) -> list[Result]:
    """Two sizes ten apart, each beside the other: 10,000 and 100,000 accounts, or 100,000 and a million."""
    made = [town(size) for size in ((100_000, 1_000_000) if is_full else (10_000, 100_000))]
    return [result for each in made for result in measured(each)]


def measured(made: Town) -> list[Result]:
    """Medians in milliseconds."""
    (actor, *_) = actors_with(made.org_id, Permission.STAFF_WRITE)
    with connect(direct_url()) as server:
        server.execute(VACUUM)
    with transaction(DatabaseRole.OWNER) as connection:
        rows = connection.execute(SAMPLE, {"org_id": made.org_id, "is_rare": False}).fetchall()
        rare = connection.execute(SAMPLE, {"org_id": made.org_id, "is_rare": True}).fetchall()
        wards = connection.execute(WARDS, {"org_id": made.org_id}).fetchone()
    assert wards is not None
    agent = replace(actor, area_ids=tuple(wards[0]))
    asked: list[tuple[str, Actor, Sequence[str], float]] = [
        ("search by code", actor, [row[0] for row in rows], 1),
        ("search by phone", actor, [f"0{row[1][2:5]}-{row[1][5:]}" for row in rows], 10),
        ("search by CNIC", actor, [f"{row[2][:5]}-{row[2][5:12]}-{row[2][12:]}" for row in rows], 10),
        ("search by rare name", actor, [row[3] for row in rare], 25),
        ("search by part of a rare name", actor, [row[3][1:-1] for row in rare], 25),
        ("search by common first name", actor, MUHAMMADS, 40),
        ("search by common kin name", actor, KIN, 40),
        ("search by common names together", actor, TOGETHER, 40),
        ("search by part of a common name", actor, PARTS, 40),
        ("search by misspelt name", actor, MISSPELT, 40),
        ("search in three wards, common name", agent, [*MUHAMMADS, *KIN], 40),
        ("search in three wards, rare name", agent, [row[3] for row in rare], 25),
        ("search for what is not there", actor, ["xyzzyx qqq", "zzyzx", "wrrwr ali"], 25),
    ]
    return measure(made.size, asked)


def measure(size: int, asked: Sequence[tuple[str, Actor, Sequence[str], float]]) -> list[Result]:
    """The median of each kind of search, its texts in turn; in several passes, so that no kind has a slow moment for itself."""
    taken: dict[str, list[float]] = {name: [] for name, *_ in asked}
    for _ in range(PASSES):
        for name, actor, texts, _ in asked:
            for place in range(-WARM_UP, ROUNDS):
                started = time.perf_counter()
                with begin(actor) as work:
                    search.find(work, texts[place % len(texts)])
                if place >= 0:
                    taken[name].append((time.perf_counter() - started) * 1000)
    results: list[Result] = []
    for name, _, _, target in asked:
        middle = median(taken[name])
        print(f"    {name}: slowest {max(taken[name]):.1f} ms", flush=True)
        results.append(Result(name, size, middle, "ms", None, None, f"p50 at most {target:g} ms", middle <= target))
    return results
