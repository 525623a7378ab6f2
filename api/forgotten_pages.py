"""The plain HTML forms for who forgot a password, and for changing one's own e-mail address."""

from collections.abc import Sequence

from markupsafe import Markup

from api.auth_pages import PASSWORD_RULES, Looks, render, told

_BACK = Markup('<p><a href="/auth/login">Back to signing in</a></p>')
ASKED = (
    "If there is such an account and we know an e-mail address of it, a link is on its way. It is good for 30 minutes and "
    "works once. "
    "Nothing came? Look among unwanted mail, or ask your head administrator for a new first password."
)
NOT_SET_UP = "E-mails are not set up here. Ask your head administrator for a new first password: it takes them a minute."


def ask(looks: Looks, named: str, problem: str) -> str:
    """The form that asks who one is."""
    form = Markup("""<form method="post" action="/auth/forgotten">
<label for="named">Username or e-mail address</label>
<input id="named" name="named" value="{named}" autocomplete="username" autocapitalize="none" spellcheck="false"
 maxlength="254" required autofocus>
<button>Send me a link</button>
</form>
{back}""").format(named=named, back=_BACK)
    intro = Markup('<p class="intro">We send a link to your e-mail address; there you choose a new password.</p>')
    return render(looks, "Forgot your password?", intro, problem, form, "")


def asked(looks: Looks) -> str:
    """What everybody reads who asked, whether there is such an account or not."""
    return told(looks, "Look into your e-mails", ASKED, "/auth/login", "Back to signing in")


def not_set_up(looks: Looks) -> str:
    """Who helps where no e-mails go out."""
    return told(looks, "Forgot your password?", NOT_SET_UP, "/auth/login", "Back to signing in")


def over(looks: Looks, sentence: str) -> str:
    """A link that lets nobody in any more."""
    return told(looks, "This link is over", sentence, "/auth/forgotten", "Ask for another link")


def choose(looks: Looks, token: str, username: str, problems: Sequence[str]) -> str:
    """The form that takes the new password."""
    rules = Markup().join(Markup("<li>{}</li>").format(rule) for rule in PASSWORD_RULES)
    form = Markup("""<form method="post" action="/auth/new-password">
<input type="hidden" name="token" value="{token}">
<input type="hidden" name="username" value="{username}" autocomplete="username">
<label for="new">New password</label>
<input id="new" name="new" type="password" autocomplete="new-password" minlength="10" aria-describedby="rules" required autofocus>
<ul id="rules">{rules}</ul>
<label for="repeated">New password again</label>
<input id="repeated" name="repeated" type="password" autocomplete="new-password" required>
<button>Keep this password</button>
</form>""").format(token=token, username=username, rules=rules)
    intro = Markup('<p class="intro">Every session of {} ends with it; then sign in with the new one.</p>').format(username)
    return render(looks, "Choose a new password", intro, " ".join(problems), form, "")


def email(looks: Looks, username: str, present: str, typed: str, problems: Sequence[str]) -> str:
    """The form that changes one's own address."""
    form = Markup("""<form method="post" action="/auth/email">
<input type="hidden" name="username" value="{username}" autocomplete="username">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="{typed}" autocomplete="email" maxlength="254" autofocus>
<label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Keep this address</button>
</form>
<p><a href="/profile">Not now</a></p>""").format(username=username, typed=typed)
    now = f"Now it is {present}, which is told of the change. " if present else ""
    sentence = f"{now}Whoever reads its mails can choose a new password for you. Leave it empty for none."
    return render(looks, "Your e-mail address", Markup('<p class="intro">{}</p>').format(sentence), " ".join(problems), form, "")
