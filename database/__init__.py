"""Postgres: the server that needs no installing, connections, migrations, backup."""
