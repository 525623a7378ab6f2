"""Plan visits: which units, who goes there, when and why; by hand, or by a rule."""

from components import asked, page, parts, visit_plan, visit_rule
from components.parts import Part
from components.screens import PLAN_VISITS, VISITS

actor = page.begin(PLAN_VISITS)
page.head(PLAN_VISITS.title, back=("Visits", VISITS.link()))
ids = [int(each) for each in asked.listed("ids") if each.isascii() and each.isdigit() and len(each) < 19]
WAYS = (Part("hand", "By hand", "edit"), Part("rule", "By a rule", "rule"))
way = asked.one_of("part", [each.name for each in WAYS], "hand")

if not ids:
    parts.show("Ways to plan", WAYS, way, lambda name: PLAN_VISITS.link(part=name))
with page.telling():
    if way == "rule" and not ids:
        visit_rule.show(actor)
    else:
        visit_plan.by_hand(actor, ids)
