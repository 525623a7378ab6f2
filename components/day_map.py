"""The stops of a day on a map of their own, joined by the way between them; drawn only when it is asked for."""

from math import cos, radians
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from components import charts, page
from components.screens import VISIT
from services.visits import Day
from utils.wording import worded

NEAREST = 0.0006  # degrees: a street, so that one lone stop is not drawn as a whole world


def show(day: Day) -> None:
    """Draw the map; a click on a stop opens its visit."""
    placed = [
        (place, each, each.latitude, each.longitude)
        for place, each in enumerate(day.stops, 1)
        if each.latitude is not None and each.longitude is not None
    ]
    if not placed:
        page.notice("location_off", worded("Nobody has taken the position of these units yet."), worded("Take it on the visit."))
        return
    shade = charts.colours()
    latitudes, longitudes = [lat for *_, lat, _ in placed], [lon for *_, lon in placed]
    figure = go.Figure()
    figure.add_scatter(
        x=longitudes, y=latitudes, mode="lines+markers+text", text=[str(place) for place, *_ in placed],
        textposition="top center",
        marker={"size": 14, "color": shade["accent"]}, line={"color": shade["line"], "width": 2}, showlegend=False,
        customdata=[[each.visit_id] for _, each, *_ in placed],
        hovertext=[f"{each.unit_code}" for _, each, *_ in placed], hoverinfo="text",
    )  # fmt: skip
    hidden: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "title": ""}
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    margin = max((north - south) * 0.08, (east - west) * 0.08, NEAREST)
    figure.update_layout(
        height=380, margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode="pan", hovermode="closest",
        xaxis={**hidden, "range": [west - margin, east + margin]},
        yaxis={**hidden, "range": [south - margin, north + margin], "scaleanchor": "x",
               "scaleratio": 1 / cos(radians((south + north) / 2))},
    )  # fmt: skip
    chosen = charts.clicked(figure, "day_map")
    if chosen:
        st.switch_page(VISIT.path, query_params={"visit": chosen})
