"""People with a second factor, for tests."""

import base64
from datetime import timedelta

from services import sign_in
from services.sign_in import totp
from services.work import Actor
from tests.builders import PASSWORD
from utils import clock


def enrol(person: Actor) -> bytes:
    """Set a second factor up, two minutes ago, so that the codes of now are not used yet; its secret."""
    past = clock.now() - timedelta(minutes=2)
    token = sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test", past).token
    secret = base64.b32decode(sign_in.offer(token, past).secret.replace(" ", ""))
    sign_in.confirm(token, PASSWORD, totp.code_at(secret, totp.step_of(past)), past)
    return secret
