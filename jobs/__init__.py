"""The background face: work that goes on when nobody waits for it."""
