"""The address of a list, read as what its export is asked for."""

from typing import Final
from urllib.parse import parse_qsl

from services.exports.models import NewExport
from services.exports.nouns import listing_of
from utils.errors import Invalid

# Where one stands in a list, how it looks, and which saved view it came from.
_PLACE: Final = frozenset({"after", "before", "from", "size", "density", "view"})
_ANY: Final = "any"


def of_address(noun: str, file_format: str, address: str) -> NewExport:
    """An export of what a list shows at an address such as '?q=akram&status=issued&cols=demand,due_on'.

    The first column of a list always leads; columns that only the screen knows are left out. Raises Invalid.
    """
    listing = listing_of(noun)
    try:
        pairs = parse_qsl(address.partition("?")[2] or address.removeprefix("?"), max_num_fields=60)
    except ValueError as error:
        raise Invalid({"address": "This address of a list is damaged; open the list again."}) from error
    asked = {name: value for name, value in pairs if name not in _PLACE}
    search, sort, columns = asked.pop("q", ""), asked.pop("sort", ""), asked.pop("cols", "")
    known = [name for name in columns.split(",") if listing.field(name)]
    chosen = tuple(dict.fromkeys([listing.fields[0].name, *known])) if columns else ()
    return NewExport(noun, file_format, search, {name: value for name, value in asked.items() if value != _ANY}, sort, chosen)
