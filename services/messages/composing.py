"""A letter as an e-mail: plain words, and the same as simple HTML with every text escaped."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from markupsafe import Markup

from services.messages.models import Letter
from utils import clock

_FOOT: Final = "You get this because of your account at {organization}. What you are told of is your choice: My profile, Notices."
_HTML: Final = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{subject}</title></head>'
    '<body style="margin:0;padding:24px;background:#f1f4f2;color:#18211d;font:15px/1.5 Arial,sans-serif">'
    '<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">'
    '<p style="margin:0 0 16px;font-weight:bold;color:#14684a">{organization}</p>'
    '<p style="margin:0 0 16px">{subject}</p>{body}{link}'
    '<p style="margin:24px 0 0;font-size:13px;color:#55635c">{foot}</p></div></body></html>'
)
_LINK: Final = Markup(
    '<p style="margin:0 0 16px"><a href="{0}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#14684a;'
    'color:#ffffff;text-decoration:none;font-weight:bold">Open in Suthra</a></p>'
    '<p style="margin:0;font-size:13px;color:#55635c">Or copy this address: {0}</p>'
)


def email_of(letter: Letter, sender: str) -> EmailMessage:
    """The e-mail of a letter; what people wrote never becomes a header of its own."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = letter.message_id
    mail["Date"] = format_datetime(clock.now())
    mail["From"] = Address(_line(letter.organization), addr_spec=sender)
    mail["To"] = letter.to
    mail["Subject"] = _line(letter.subject)
    mail["Auto-Submitted"] = "auto-generated"
    foot = _FOOT.format(organization=letter.organization)
    mail.set_content("\n\n".join(part for part in (letter.subject, letter.body, letter.link, f"-- \n{foot}") if part))
    paragraphs = Markup().join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(part) for part in letter.body.split("\n") if part.strip()
    )
    link = _LINK.format(letter.link) if letter.link else Markup()
    html = _HTML.format(subject=letter.subject, organization=letter.organization, body=paragraphs, link=link, foot=foot)
    mail.add_alternative(str(html), subtype="html")
    return mail


def text_of(letter: Letter) -> str:
    """The words of a text message."""
    return " ".join(part for part in (f"{letter.organization}:", letter.subject, letter.body, letter.link) if part)


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:200] or "Suthra"
