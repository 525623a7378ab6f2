"""The commands of manage.py: one module per group, each with `register(subparsers)`."""
