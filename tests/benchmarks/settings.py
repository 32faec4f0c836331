"""The product's settings, with one page more: an empty signed-in one, the floor of all pages."""

from traffic_police.settings import *  # noqa: F403
from traffic_police.settings import DATA, STORAGES

ROOT_URLCONF = "tests.benchmarks.urls"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
