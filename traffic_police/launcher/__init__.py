"""Brings the whole system up on a machine that has only Python: environment, servers, processes.

Everything here runs on the standard library alone, except `prepare`, `web` and `worker`, which run
inside the environment that the launcher made.
"""
