"""The name of the session cookie, which two faces must agree on."""

PLAIN = "suthra_session"
BEHIND_TLS = "__Host-suthra_session"


def session_cookie(is_behind_tls: bool) -> str:
    """The cookie that carries the session token; the prefix makes browsers insist on Secure, no Domain and Path=/."""
    return BEHIND_TLS if is_behind_tls else PLAIN
