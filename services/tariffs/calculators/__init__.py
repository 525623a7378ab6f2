"""One calculator per pricing shape, each a pure function on Decimal."""
