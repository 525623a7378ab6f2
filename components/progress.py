"""Long work on the screen: how many of how many, and the time left, judged by what was seen so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st
from markupsafe import Markup

from components.words import duration

STUCK_AFTER: Final = timedelta(minutes=1)


@dataclass
class Pace:
    """What this screen saw of the work: where it stood at first, where it stands now and when it last moved."""

    first_done: int
    first_at: datetime
    done: int
    moved_at: datetime

    def seconds_left(self, total: int, moment: datetime) -> float | None:
        """The wait at the speed seen so far; None while nothing has moved."""
        gained, passed = self.done - self.first_done, (moment - self.first_at).total_seconds()
        if gained <= 0 or passed <= 0:
            return None
        return max(total - self.done, 0) * passed / gained

    def is_stuck(self, moment: datetime) -> bool:
        """Whether nothing has moved for a minute."""
        return moment - self.moved_at > STUCK_AFTER


def pace(key: str, done: int, moment: datetime) -> Pace:
    """Note where the work of this name stands; a count that fell (it began anew) starts the pace anew."""
    name = f"_pace_{key}"
    seen: Pace | None = st.session_state.get(name)
    if seen is None or done < seen.done:
        seen = st.session_state[name] = Pace(done, moment, done, moment)
    elif done > seen.done:
        seen.done, seen.moved_at = done, moment
    return seen


def forget(key: str) -> None:
    """Begin judging anew, as after resuming."""
    st.session_state.pop(f"_pace_{key}", None)


def left_word(seconds: float | None) -> str:
    """The time left in words, '' where it is not known yet."""
    if seconds is None:
        return ""
    return f"about {duration(seconds)} left" if seconds >= 1 else "almost done"


def show(label: str, done: int, total: int, beside: str) -> None:
    """A bar with its count above and a quiet word beside it; without a total it only says that work goes on."""
    st.html(render(label, done, total, beside))


def render(label: str, done: int, total: int, beside: str) -> Markup:
    """The bar as HTML."""
    share = min(max(done / total, 0), 1) * 100 if total else 0
    return Markup(
        '<div class="su-progress" role="status"><p><span>{}</span><span>{}</span></p>'
        '<div class="su-progress-line" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{}">'
        '<i style="width:{}%"></i></div></div>'
    ).format(label, beside, round(share), round(share, 1))
