"""Servers that speak the protocols of stores of files, over real HTTP in this process."""
