"""The two ways out: an SMTP server, and a gateway of text messages that is spoken to by HTTP."""

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from services.messages import composing
from services.messages.models import Channel, Later, Letter, Refused, Unreachable
from utils import settings
from utils.settings import MailServer, TextGateway

PATIENCE_SECONDS: Final = 20
LONGEST_REASON: Final = 200


class Way(Protocol):
    """Somewhere to send letters of one channel."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises Refused, Later, Unreachable."""
        ...


@contextmanager
def way_of(channel: Channel) -> Generator[Way]:
    """The way out of a channel while the block lasts. Raises Unreachable."""
    chosen = settings.current()
    if channel is Channel.EMAIL and chosen.mail is not None:
        with _mail(chosen.mail) as way:
            yield way
    elif channel is Channel.TEXT and chosen.texts is not None:
        yield _Texts(chosen.texts)
    else:
        raise Unreachable("It is not set up any more.")


class _Mail:
    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self._server, self._sender = server, sender

    def send(self, letter: Letter) -> None:
        mail = composing.email_of(letter, self._sender)
        try:
            self._server.send_message(mail, self._sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            _refuse(*next(iter(error.recipients.values()), (450, b"")))
        except smtplib.SMTPResponseException as error:
            _refuse(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"The mail server cannot send to this address: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_reason("The mail server broke off", error)) from error


@contextmanager
def _mail(chosen: MailServer) -> Generator[Way]:
    """One connection for many letters."""
    try:
        server = _connected(chosen)
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable(f"The mail server refused the user or password ({error.smtp_code}).") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(_reason(f"The mail server {chosen.host} cannot be used", error)) from error
    try:
        yield _Mail(server, chosen.sender)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connected(chosen: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if chosen.encryption == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(chosen.host, chosen.port, timeout=PATIENCE_SECONDS, context=context)
    else:
        server = smtplib.SMTP(chosen.host, chosen.port, timeout=PATIENCE_SECONDS)
    try:
        if chosen.encryption == "starttls":
            server.starttls(context=context)
        if chosen.user is not None and chosen.password is not None:
            server.login(chosen.user, chosen.password)
    except BaseException:
        server.close()
        raise
    return server


def _refuse(code: int, said: bytes | str) -> None:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = f"{code} {' '.join(text.split())}"[:LONGEST_REASON]
    if 500 <= code < 600:
        raise Refused(f"The mail server refused it: {words}")
    raise Later(f"The mail server did not take it now: {words}")


class _Texts:
    def __init__(self, gateway: TextGateway) -> None:
        self._gateway = gateway

    def send(self, letter: Letter) -> None:
        body = {"to": letter.to, "text": composing.text_of(letter), "id": letter.message_id}
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.message_id}
        if self._gateway.token:
            headers["Authorization"] = f"Bearer {self._gateway.token}"
        request = urllib.request.Request(  # noqa: S310 the address is the operator's, http or https
            self._gateway.url, json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with _OPENER.open(request, timeout=PATIENCE_SECONDS):
                return
        except urllib.error.HTTPError as error:
            with error:
                code = error.code
            if code in (401, 403):
                raise Unreachable(f"The gateway refused the token ({code}).") from error
            if 400 <= code < 500 and code not in (408, 425, 429):
                raise Refused(f"The gateway refused it ({code}).") from error
            raise Later(f"The gateway did not take it now ({code}).") from error
        except OSError as error:
            raise Unreachable(_reason("The gateway cannot be reached", error)) from error


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A token is not carried to where an answer points."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoDetour)


def _reason(what: str, error: BaseException) -> str:
    return f"{what}: {' '.join(str(error).split()) or type(error).__name__}"[:LONGEST_REASON]
