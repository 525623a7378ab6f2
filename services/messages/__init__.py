"""Messages: e-mails and texts on their way out, written in the transaction of what they tell and tried until they are sent."""

from services.messages.models import Channel, Given, Outbox
from services.messages.service import SEND, Secret, channels, outbox, put_for, send_later
from services.messages.working import send, send_test, unfinished

__all__ = [
    "SEND",
    "Channel",
    "Given",
    "Outbox",
    "Secret",
    "channels",
    "outbox",
    "put_for",
    "send",
    "send_later",
    "send_test",
    "unfinished",
]
