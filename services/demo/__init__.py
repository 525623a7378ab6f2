"""The demo: two organizations with real shape, generated from a seed and from published data."""

from services.demo.loading import State, Wanted, load, state
from services.demo.people import FILE_NAME
from services.demo.processes import Progress
from services.demo.suthra import Plan

__all__ = ["FILE_NAME", "Plan", "Progress", "State", "Wanted", "load", "state"]
