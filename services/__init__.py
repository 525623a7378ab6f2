"""The business: a folder for each noun, and the only place that decides."""
