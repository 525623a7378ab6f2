"""One benchmark a claim, each measured with its limit beside it in the same run."""
