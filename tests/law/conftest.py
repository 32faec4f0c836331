"""The law is pure: these tests need no database, only the settings that translation asks for."""

from __future__ import annotations

import os

from django.conf import settings
from hypothesis import settings as hypothesis_settings

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(USE_I18N=False)

# A busy machine must not fail a law: no deadline by the clock.
hypothesis_settings.register_profile("law", deadline=None, database=None)
hypothesis_settings.load_profile("law")
