"""The law is pure: these tests need no database, only the settings that translation asks for."""

from __future__ import annotations

import os

from django.conf import settings

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(USE_I18N=False)
