"""Measurements at a million cases, as ratios against floors of the same run: `python3 manage.py benchmark`."""
