"""Pages of accidents."""
