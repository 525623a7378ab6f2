"""What travels over the REST face; pydantic lives here only."""
