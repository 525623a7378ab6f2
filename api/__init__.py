"""The HTTP face: sign-in, the REST interface, and what guards every request."""
