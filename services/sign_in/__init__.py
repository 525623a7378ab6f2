"""Signing in and out: sessions in the database, guesses slowed down, passwords changed, a second factor."""

from services.sign_in.overseeing import (
    RoleCover,
    cover,
    has_second_factor,
    require_second_factor,
    reset_second_factor,
)
from services.sign_in.second_factor import (
    Offer,
    SecondFactor,
    awaited,
    confirm,
    offer,
    remove,
    renew_codes,
    reset_lost,
    second_factor_of,
    with_code,
)
from services.sign_in.service import (
    CodeWanted,
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
    "CodeWanted",
    "Device",
    "Offer",
    "RoleCover",
    "SecondFactor",
    "SignedIn",
    "actor_of",
    "awaited",
    "change_password",
    "confirm",
    "cover",
    "end_session",
    "end_sessions",
    "has_second_factor",
    "memberships",
    "offer",
    "remove",
    "renew_codes",
    "require_second_factor",
    "reset_lost",
    "reset_password",
    "reset_second_factor",
    "second_factor_of",
    "sessions_of",
    "sign_in",
    "sign_out",
    "switch_organization",
    "with_code",
]
