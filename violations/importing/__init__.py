"""Violations kept elsewhere: read, checked and taken in as history that was never an act of ours."""
