"""The plain HTML forms of the second factor: the code at sign-in, setting one up, and its recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup

from api.auth_pages import Looks, render
from services.sign_in import Offer

_CODE_FIELD: Final = Markup(
    '<input id="code" name="code" class="short" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required {}>'
)


def code(looks: Looks, username: str, wanted: str, problem: str) -> str:
    """The form between the right password and the session."""
    form = Markup("""<form method="post" action="/auth/code">
<input type="hidden" name="next" value="{wanted}">
<label for="code">Code</label>
{field}
<button>Go on</button>
</form>
<details><summary>The phone is not at hand?</summary>
<form method="post" action="/auth/code">
<input type="hidden" name="next" value="{wanted}">
<label for="recovery">One of your recovery codes</label>
<input id="recovery" name="code" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="40"
 placeholder="abcd-efgh-jkmn-pqrs" required>
<button>Use recovery code</button>
</form></details>
<p><a href="/auth/login">Sign in as somebody else</a></p>""").format(wanted=wanted, field=_CODE_FIELD.format(Markup("autofocus")))
    intro = Markup('<p class="intro">Open your authenticator app and type the six digits that it shows for Suthra.</p>')
    foot = f"The password of {username} was right. Lost the phone and the codes? Ask your head administrator."
    return render(looks, "Enter your code", intro, problem, form, foot)


def set_up(looks: Looks, offer: Offer, wanted: str, problems: Sequence[str], reason: str) -> str:
    """The QR code and the same secret in letters, with the form that proves that one of them arrived."""
    form = Markup("""<img class="qr" src="{picture}" alt="QR code for your authenticator app" width="216" height="216">
<p class="intro">Or type this key into the app:</p>
<p class="secret">{secret}</p>
<form method="post" action="/auth/second-factor/set-up">
<input type="hidden" name="next" value="{wanted}">
<label for="code">The six digits that the app shows now</label>
{field}
<label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Switch it on</button>
</form>
{other}""").format(
        picture=picture(offer.address),
        secret=offer.secret,
        wanted=wanted,
        field=_CODE_FIELD.format(""),
        other=_SIGN_OUT if reason else Markup('<p><a href="{}">Not now</a></p>').format(wanted or "/"),
    )
    renewed = "This takes the place of the second factor that you have. " if offer.is_renewal else ""
    intro = Markup('<p class="intro">{}{}</p>').format(reason or renewed, _HOW)
    return render(looks, "Set up a second factor", intro, " ".join(problems), form, f"Signed in as {offer.username}.")


def recovery_codes(looks: Looks, codes: Sequence[str], wanted: str) -> str:
    """Ten recovery codes, this once."""
    listed = Markup().join(Markup("<li>{}</li>").format(each) for each in codes)
    form = Markup('<ol class="codes">{}</ol><a class="go" href="{}">I have kept them</a>').format(listed, wanted or "/")
    intro = Markup('<p class="intro">{}</p>').format(
        "Your second factor is on. If the phone is ever lost, each of these codes lets you in once instead. "
        "Write them down or print this page: they are not shown again."
    )
    return render(looks, "Keep your recovery codes", intro, "", form, "Earlier recovery codes no longer work.")


@dataclass(frozen=True)
class Asked:
    """A change that takes the password once more: its address, title, what it means and the word on its button."""

    action: str
    title: str
    sentence: str
    button: str


RENEW: Final = Asked(
    "/auth/second-factor/recovery-codes",
    "New recovery codes",
    "Ten new codes take the place of all earlier ones, used or not.",
    "Make new codes",
)
REMOVE: Final = Asked(
    "/auth/second-factor/remove",
    "Remove the second factor",
    "From then on the password alone signs in, and the recovery codes end.",
    "Remove it",
)


def with_password(looks: Looks, asked: Asked, username: str, problem: str) -> str:
    """The form of a change that takes the password once more."""
    form = Markup("""<form method="post" action="{action}">
<input type="hidden" name="username" value="{username}" autocomplete="username">
<label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button>{button}</button>
</form>
<p><a href="/profile">Not now</a></p>""").format(action=asked.action, username=username, button=asked.button)
    intro = Markup('<p class="intro">{}</p>').format(asked.sentence)
    return render(looks, asked.title, intro, problem, form, f"Signed in as {username}.")


def picture(address: str) -> str:
    """A QR code as the address of a picture: dark on white in either colours, since many apps read no other."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


_HOW: Final = (
    "Scan this with an authenticator app (Google or Microsoft Authenticator, Aegis, 2FAS). From then on, signing in takes "
    "your password and a code from your phone."
)
_SIGN_OUT: Final = Markup('<form method="post" action="/auth/logout"><button class="quiet">Sign out instead</button></form>')
