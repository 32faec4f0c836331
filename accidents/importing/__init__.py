"""Accidents kept elsewhere: readable rows become closed records of their own origin."""
