"""One module a noun: reads the request, calls a use case, answers with a schema."""
