"""Signing in and out: sessions in the database, guesses slowed down, passwords changed."""

from services.sign_in.service import (
    SignedIn,
    actor_of,
    change_password,
    memberships,
    reset_password,
    sign_in,
    sign_out,
    switch_organization,
)
from services.sign_in.sessions import Device, end_session, end_sessions, sessions_of

__all__ = [
    "Device",
    "SignedIn",
    "actor_of",
    "change_password",
    "end_session",
    "end_sessions",
    "memberships",
    "reset_password",
    "sessions_of",
    "sign_in",
    "sign_out",
    "switch_organization",
]
