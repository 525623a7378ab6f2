"""What the address of a detail page names; a made-up value names nothing."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from utils import days


def number(name: str) -> int | None:
    """A positive id from the address, None where there is none or it cannot be one."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def text(name: str) -> str:
    """A text from the address, '' where there is none; at most 200 characters."""
    return st.query_params.get(name, "")[:200]


def day(name: str, default: date) -> date:
    """A day such as 2026-09-30 from the address, `default` where there is none. Raises Invalid for anything else."""
    text = st.query_params.get(name, "").strip()
    return days.parse(text, name) if text else default


def one_of(name: str, choices: Iterable[str], default: str) -> str:
    """One of a few words from the address; a made-up one is the default."""
    text = st.query_params.get(name, "")
    return text if text in choices else default


def listed(name: str) -> list[str]:
    """The values that an address names with commas between, at most 500 of them."""
    return [each.strip() for each in st.query_params.get(name, "").split(",") if each.strip()][:500]
