"""Says which attributes leave an account without a price."""

from collections.abc import Sequence

from services.tariffs.lookup import holds
from services.tariffs.models import When
from services.tariffs.phrases import as_text, listed, words
from services.tariffs.prices import Attributes


class Uncovered(Exception):
    """There is no price for this input; the text says why."""


def no_price_sentence(candidates: Sequence[When], attributes: Attributes) -> str:
    """Name the attributes that keep the account from the nearest of these conditions.

    The nearest are those with the fewest conditions that fail: "no price for customer class OTHER",
    "no price: size marla is not given".
    """
    failing = [[part.attribute for part in when if not holds(part, attributes)] for when in candidates]
    fewest = min((len(names) for names in failing), default=0)
    culprits = list(dict.fromkeys(name for names in failing if len(names) == fewest for name in names))
    known = [f"{words(name)} {as_text(attributes[name])}" for name in culprits if attributes.get(name) is not None]
    missing = [words(name) for name in culprits if attributes.get(name) is None]
    sentence = "no price" + (f" for {', '.join(known)}" if known else "")
    if not missing:
        return sentence
    return f"{sentence}: {listed(missing)} {'is' if len(missing) == 1 else 'are'} not given"
