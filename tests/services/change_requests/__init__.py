"""Tests of change requests."""
