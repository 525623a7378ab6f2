"""Staff: the people who sign in, what each may do and where."""

from services.staff.passwords import check_new_password, hash_password, is_password, random_password
from services.staff.service import (
    Membership,
    NewStaff,
    actor_at,
    actor_for,
    actors_with,
    add,
    create_admin,
    join,
    memberships_of,
)

__all__ = [
    "Membership",
    "NewStaff",
    "actor_at",
    "actor_for",
    "actors_with",
    "add",
    "check_new_password",
    "create_admin",
    "hash_password",
    "is_password",
    "join",
    "memberships_of",
    "random_password",
]
