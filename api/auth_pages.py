"""The plain HTML forms around signing in; they work without any script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from utils import wording
from utils.wording import worded

PASSWORD_RULES: Final = (
    "At least 10 characters, five of them different; a few unrelated words are easiest to remember.",
    "At most 72 bytes: about 72 Latin or 36 Urdu letters.",
    "Without your username, and not the password you have now.",
)

_PAGE: Final = Markup("""<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} · Suthra</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<p class="brand"><img src="{icon}" alt="" width="36" height="36">Suthra</p>
<h1>{title}</h1>
{intro}{problem}
{form}
</main>
<footer>{foot}</footer>
</body>
</html>
""")


@dataclass(frozen=True)
class Looks:
    """Addresses of the stylesheet and the icon."""

    style: str
    icon: str


def sign_in(looks: Looks, username: str, wanted: str, problem: str, notice: str) -> str:
    """The sign-in form; keeps the username and says why the last try failed."""
    form = Markup("""<form method="post" action="/auth/login">
<input type="hidden" name="next" value="{wanted}">
<label for="username">{name}</label>
<input id="username" name="username" value="{username}" dir="ltr" autocomplete="username" autocapitalize="none"
 spellcheck="false" required {first}>
<label for="password">{password}</label>
<input id="password" name="password" type="password" dir="ltr" autocomplete="current-password" required {second}>
<button>{button}</button>
</form>
<p><a href="/auth/forgotten">{forgotten}</a></p>""").format(
        wanted=wanted,
        name=worded("Username"),
        password=worded("Password"),
        button=worded("Sign in"),
        forgotten=worded("Forgot your password?"),
        username=username,
        first=_autofocus(not username),
        second=_autofocus(bool(username)),
    )
    foot = worded("Your head administrator can give you a new password too.")
    return render(
        looks, worded("Sign in"), Markup('<p class="intro">{}</p>').format(notice) if notice else Markup(), problem, form, foot
    )


def new_password(looks: Looks, username: str, wanted: str, problems: Sequence[str], is_forced: bool) -> str:
    """The form that changes one's own password and says the rules."""
    reason = worded("This is your first time here. Choose a password that only you know.") if is_forced else ""
    rules = Markup().join(Markup("<li>{}</li>").format(worded(rule)) for rule in PASSWORD_RULES)
    form = Markup("""<form method="post" action="/auth/password">
<input type="hidden" name="next" value="{wanted}">
<input type="hidden" name="username" value="{username}" autocomplete="username">
<label for="current">{present}</label>
<input id="current" name="current" type="password" dir="ltr" autocomplete="current-password" required autofocus>
<label for="new">{new}</label>
<input id="new" name="new" type="password" dir="ltr" autocomplete="new-password" minlength="10" aria-describedby="rules" required>
<ul id="rules">{rules}</ul>
<label for="repeated">{again}</label>
<input id="repeated" name="repeated" type="password" dir="ltr" autocomplete="new-password" required>
<button>{button}</button>
</form>
<form method="post" action="/auth/logout"><button class="quiet">{out}</button></form>""").format(
        wanted=wanted,
        username=username,
        rules=rules,
        present=worded("Password you have now"),
        new=worded("New password"),
        again=worded("New password again"),
        button=worded("Change password"),
        out=worded("Sign out instead"),
    )
    intro = Markup('<p class="intro">{}</p>').format(reason) if reason else Markup()
    foot = worded("Signed in as {name}.", name=username)
    return render(looks, worded("Choose a new password"), intro, " ".join(problems), form, foot)


def told(looks: Looks, title: str, sentence: str, href: str, words: str) -> str:
    """A page that says one thing, and leads on."""
    intro = Markup('<p class="intro">{}</p>').format(sentence)
    return render(looks, title, intro, "", Markup('<p><a href="{}">{}</a></p>').format(href, words), "")


def render(looks: Looks, title: str, intro: Markup, problem: str, form: Markup, foot: str) -> str:
    """One page of the door around a form."""
    shown = Markup('<p class="problem" role="alert">{}</p>').format(problem) if problem else Markup()
    return str(
        _PAGE.format(
            language=wording.language(), direction=wording.direction(), title=title, style=looks.style, icon=looks.icon,
            intro=intro, problem=shown, form=form, foot=foot,
        )
    )  # fmt: skip


def _autofocus(is_wanted: bool) -> Markup:
    return Markup("autofocus") if is_wanted else Markup()
