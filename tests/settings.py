"""The product's settings with what tests alone need; one Redis prefix and media folder per worker."""

import os

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["REDIS_PREFIX"] = f"tp-{WORKER}"
os.environ.setdefault("TRAFFIC_POLICE_EMBEDDED", "1")

from traffic_police.settings import *  # noqa: E402, F403
from traffic_police.settings import DATA, INSTALLED_APPS, STORAGES  # noqa: E402

DATA = DATA / WORKER
MEDIA_ROOT = DATA / "media"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Real hashing takes 0.2 s a password; its strength is Django's own business.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A development tool: checks that migrations can be applied to a brigade at work.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]

PERMIT_NOTICES = "all"  # the five announcements are all tried
