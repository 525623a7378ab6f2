"""Tests of the ground floor, on real servers of their own where they kill them."""
