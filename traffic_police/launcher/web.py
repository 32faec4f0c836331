"""The WSGI application under the launcher: the production one, ending with its launcher."""

from traffic_police.launcher import lifeline
from traffic_police.wsgi import application

__all__ = ["application"]

lifeline.hold()
