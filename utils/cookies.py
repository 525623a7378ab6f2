"""The names of the cookies of the door, which faces must agree on."""

PLAIN = "suthra_session"
BEHIND_TLS = "__Host-suthra_session"


def session_cookie(is_behind_tls: bool) -> str:
    """The cookie that carries the session token; the prefix makes browsers insist on Secure, no Domain and Path=/."""
    return BEHIND_TLS if is_behind_tls else PLAIN


def half_cookie(is_behind_tls: bool) -> str:
    """The cookie between the right password and the code of the second factor; it opens nothing but the form for the code."""
    return "__Host-suthra_half" if is_behind_tls else "suthra_half"
