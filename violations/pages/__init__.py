"""The pages of violations: log one on site, and the sections of its case page."""
