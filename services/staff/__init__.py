"""Staff: the people who sign in, what each may do and where."""

from services.staff.passwords import check_new_password, hash_password, is_password, random_password
from services.staff.rules import LONGEST_NAME, person_faults, role_faults
from services.staff.service import (
    Membership,
    NewStaff,
    actor_at,
    actor_for,
    actors_with,
    add,
    change,
    create_admin,
    in_use,
    join,
    memberships_of,
    remove_new,
)

__all__ = [
    "LONGEST_NAME",
    "Membership",
    "NewStaff",
    "actor_at",
    "actor_for",
    "actors_with",
    "add",
    "change",
    "check_new_password",
    "create_admin",
    "hash_password",
    "in_use",
    "is_password",
    "join",
    "memberships_of",
    "person_faults",
    "random_password",
    "remove_new",
    "role_faults",
]
