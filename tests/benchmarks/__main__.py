"""`python3 manage.py benchmark [--cases N] [names]`: seeds, measures, prints; exit code 1 for a missed limit."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time

import django


def main(arguments: list[str]) -> int:
    django.setup()
    from django.core.management import call_command

    from tests.benchmarks.lists import plans
    from tests.benchmarks.measuring import shown
    from tests.benchmarks.running import MEASUREMENTS, measured, seeded

    parser = argparse.ArgumentParser(prog="manage.py benchmark", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--plans", action="store_true", help="print the plans of the pages' queries too")
    parser.add_argument("names", nargs="*", help=", ".join(MEASUREMENTS))
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.names) - set(MEASUREMENTS):
        parser.error(f"there is no measurement {', '.join(unknown)}; choose from {', '.join(MEASUREMENTS)}")
    began, at = time.monotonic(), dt.datetime.now(dt.UTC)

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s{line}", file=sys.stderr, flush=True)

    call_command("migrate", interactive=False, verbosity=0)
    call_command("sync_reference", verbosity=0)
    seeded(wanted.cases, at, say)
    lines = measured(wanted.names, wanted.cases, at, say)
    print(f"\n{wanted.cases:,} cases\n{shown(lines)}")
    if wanted.plans:
        print("\n".join(plans(wanted.cases, at)))
    return 0 if all(line.ok for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
