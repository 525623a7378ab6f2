"""Plan visits: which units, who goes there, when and why."""

from components import asked, page, visit_plan
from components.screens import PLAN_VISITS, VISITS

actor = page.begin(PLAN_VISITS)
page.head(PLAN_VISITS.title, back=("Visits", VISITS.link()))
ids = [int(each) for each in asked.listed("ids") if each.isascii() and each.isdigit() and len(each) < 19]

with page.telling():
    visit_plan.by_hand(actor, ids)
