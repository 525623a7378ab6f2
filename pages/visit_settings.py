"""Fines and geofence: what challans are issued for, and how far from its unit a visit may be."""

from components import page, visit_settings
from components.screens import VISIT_SETTINGS, VISITS
from services.permissions import Permission

actor = page.begin(VISIT_SETTINGS, heading=False)
page.head(VISIT_SETTINGS.title, back=("Visits", VISITS.link()))
may_set = actor.may(Permission.VISIT_SET) and actor.area_ids is None

with page.telling():
    visit_settings.fines(actor, may_set=may_set)
    visit_settings.geofence(actor, may_set=may_set)
