"""Identifiers and their check algorithms, as pure functions over plain values."""
