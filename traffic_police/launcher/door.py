"""The first word of the command line decides who answers."""

from __future__ import annotations

import sys

from traffic_police.launcher.say import Refusal, complain, sentence_for

# People ask for it by this name; Django's command has the longer one.
ALIASES = {"createadmin": "create_first_administrator"}


def main(argv: list[str]) -> int:
    """Run the command; returns the exit code: 2 with one sentence when people must do something first."""
    try:
        return dispatch(argv)
    except Refusal as refusal:
        complain(str(refusal))
        return 2
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        complain(sentence_for(error))
        return 2


def dispatch(argv: list[str]) -> int:
    if sys.platform == "win32":
        raise Refusal("This runs on Linux and macOS: on Windows, use it inside the Windows Subsystem for Linux.")
    word = argv[0] if argv else "help"
    # Imported late: each command loads only what it needs, and Windows lacks fcntl.
    if word == "up":
        from traffic_police.launcher import up

        return up.main(argv[1:])
    if word == "test":
        from traffic_police.launcher import testing

        return testing.main(argv[1:])
    if word == "benchmark":
        from traffic_police.launcher import benchmarking

        return benchmarking.main(argv[1:])
    if word == "lock":
        from traffic_police.launcher import locks

        return locks.main(argv[1:])
    from traffic_police.launcher import django_commands

    if word == "prepare":
        return django_commands.prepare(argv[1:])
    return django_commands.main([ALIASES.get(word, word), *argv[1:]])
