"""Charts that answer a question: figures with their parts on hover, and a click that leads on."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

from components import words
from services.metering import PeriodUsage

_LIGHT: Final = {"accent": "#14684a", "second": "#c27a0a", "quiet": "#55635c", "line": "#bcc8c1", "ground": "#eef3f0"}
_DARK: Final = {"accent": "#4fbf90", "second": "#e0a84e", "quiet": "#9dada5", "line": "#46554d", "ground": "#18201d"}


def colours() -> dict[str, str]:
    """The colours of the house for the theme that the browser shows."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT


def use_by_period(used: Sequence[PeriodUsage], unit: str, key: str) -> str | None:
    """A bar a period, with the mean as a line; returns the period ('2026-09') that was clicked."""
    shade = colours()
    mean = sum((row.quantity for row in used), Decimal(0)) / len(used)
    bars = go.Bar(
        x=[row.period for row in used],
        y=[float(row.quantity) for row in used],
        customdata=[
            (
                f"{row.period:%Y-%m}",
                words.month(row.period),
                f"{words.number(row.quantity)} {unit}",
                words.counted(row.reading_count, "reading"),
                words.percent(row.quantity, mean),
                f"{words.number(round(mean, 2))} {unit}",
            )
            for row in used
        ],
        hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]} in %{customdata[3]}<br>"
        "%{customdata[4]} of the mean of %{customdata[5]} a period<extra></extra>",
        marker={"color": shade["accent"]},
    )
    figure = go.Figure(bars)
    figure.add_hline(y=float(mean), line={"color": shade["second"], "width": 2, "dash": "dot"})
    figure.update_layout(
        height=280, margin={"l": 8, "r": 8, "t": 8, "b": 8}, bargap=0.25, dragmode=False, showlegend=False, hovermode="x",
        yaxis={"title": unit, "rangemode": "tozero", "fixedrange": True}, xaxis={"fixedrange": True, "tickformat": "%b %Y"},
    )  # fmt: skip
    return clicked(figure, key)


def clicked(figure: go.Figure, key: str) -> str | None:
    """Draw a figure; returns the first custom value of the point that was clicked, which leads on."""
    event: Any = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False, "scrollZoom": False}
    )
    points = event["selection"]["points"] if event else []
    chosen = points[0].get("customdata") if points else None
    return str(chosen[0]) if chosen else None
