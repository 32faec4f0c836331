#!/usr/bin/env python3
"""One door: `up`, `test`, `prepare` and `lock` belong to the launcher, every other word to Django.

Only the standard library is used here, and only syntax that an old Python can still read, because
nothing may be installed yet.
"""

import os
import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this line is what tells people with an older one
        sys.stderr.write(
            "This needs Python 3.11 or newer and this is {}.{}: install a newer one and run the command with it, "
            "for example `python3.11 manage.py up`.\n".format(*sys.version_info[:2])
        )
        sys.exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "traffic_police.settings")
    if os.environ.get("TRAFFIC_POLICE_READY") == "1":
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    else:
        from traffic_police.launcher.door import main

        sys.exit(main(sys.argv[1:]))
