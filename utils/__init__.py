"""Small pure pieces that every layer may use."""
