"""Signing in and out: sessions in the database, guesses slowed down, passwords changed."""

from services.sign_in.service import (
    SignedIn,
    actor_of,
    change_password,
    memberships,
    sign_in,
    sign_out,
    switch_organization,
)

__all__ = [
    "SignedIn",
    "actor_of",
    "change_password",
    "memberships",
    "sign_in",
    "sign_out",
    "switch_organization",
]
