"""What the address of a detail page names; a made-up value names nothing."""

import streamlit as st


def number(name: str) -> int | None:
    """A positive id from the address, None where there is none or it cannot be one."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def text(name: str) -> str:
    """A text from the address, '' where there is none; at most 200 characters."""
    return st.query_params.get(name, "")[:200]
