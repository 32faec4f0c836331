"""How the launcher speaks: plain lines, and one sentence when it cannot go on."""

from __future__ import annotations

import errno
import sys


class Refusal(Exception):
    """The launcher cannot go on; the message is one sentence that says what to do. Exit code 2."""


def say(line: str) -> None:
    """Print a line for the person at the terminal; a closed terminal must not stop the servers."""
    try:
        print(line, flush=True)
    except (OSError, ValueError):
        sys.stdout = None  # print() to None is silent


def complain(line: str) -> None:
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        sys.stderr = None


def sentence_for(error: OSError) -> str:
    """What to do about an error of the operating system that nobody foresaw more exactly."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}: free some space and repeat the command."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"This user may not write there{where}: run it from a folder of your own, or choose one with --data."
    return f"The operating system refused{where}: {error.strerror or error}; put that right and repeat the command."
