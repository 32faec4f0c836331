"""What every test may use; the databases and the browser have their own files in tests/support."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from traffic_police.launcher.testing import browser as find_browser

pytest_plugins = ["tests.support.databases", "tests.support.browser"]

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

NO_BROWSER = "no Chromium on this machine; install it with: python3 manage.py test --install-browser"
BROWSER_FIXTURES = {"browser", "page"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run in one worker, one after another; without a browser each is skipped by its name."""
    missing = find_browser() is None
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("browser") or fixtures & BROWSER_FIXTURES:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if missing:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            # Its flush would TRUNCATE the events, which the product's triggers rightly refuse.
            raise pytest.UsageError(f"{item.nodeid}: use the committed_db fixture instead of transaction=True.")


@pytest.fixture(scope="session")
def acceptance_data() -> Path:
    """The folder of real input, for the tests that need it; skipped by name without it."""
    folder = os.environ.get("ACCEPTANCE_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("no real input; name its folder in ACCEPTANCE_DATA")
    return Path(folder)
