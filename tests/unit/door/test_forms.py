"""The forms at the door: what they show, keep and refuse."""

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from api import auth_pages
from api.auth_pages import Looks
from api.auth_routes import client_address, local_path
from api.headers import is_cross_origin

LOOKS = Looks("/assets/auth.css", "/assets/favicon.svg")


@pytest.mark.parametrize("wanted", ["/bills", "/bills?status=paid&q=a%20b", "/unit?id=3"])
def test_one_returns_to_the_page_asked_for(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    ["", "bills", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/auth/logout", "/a\nb"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(wanted: str) -> None:
    assert local_path(wanted) == "/"


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://a.example", "host": "a.example"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://evil.example", "host": "a.example"}, True),
        ({"origin": "null", "host": "a.example"}, True),
        ({"origin": "http://a.example:8501", "host": "a.example:8501"}, False),
    ],
)
def test_a_request_that_another_site_caused_is_known(headers: dict[str, str], is_refused: bool) -> None:
    assert is_cross_origin(Headers(headers)) is is_refused


def test_the_form_keeps_the_username_and_escapes_it() -> None:
    page = auth_pages.sign_in(LOOKS, '"><script>', "/bills", "They do not belong together.", "")
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert 'role="alert">They do not belong together.' in page


def test_the_password_form_says_the_rules_before_and_the_reason_after() -> None:
    page = auth_pages.new_password(LOOKS, "ayesha", "", ["A password needs at least 10 characters."], is_forced=True)
    assert all(rule in page for rule in auth_pages.PASSWORD_RULES)
    assert "A password needs at least 10 characters." in page


@pytest.mark.parametrize(("is_behind_tls", "address"), [(False, "10.0.0.9"), (True, "203.0.113.7")])
def test_only_behind_our_own_proxy_its_word_on_the_address_counts(is_behind_tls: bool, address: str) -> None:
    headers = [(b"x-forwarded-for", b"1.2.3.4, 203.0.113.7")]
    request = Request({"type": "http", "headers": headers, "client": ("10.0.0.9", 1)})
    assert client_address(request, is_behind_tls) == address
