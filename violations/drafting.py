"""The document before it exists: the whole operation is performed and taken back, so the preview is the real thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import typesetting
from traffic_police.cases.models import Document
from traffic_police.cases.refusals import InputRefused
from violations import services

# What a preview may take for granted before it was said; the act itself never does.
ASSUMED = {"licence_checked": "true", "informed": "true", "statement": "waived", "service": "signed"}


def preview_picture(officer: Officer, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """A PNG of the first page of the document that this data would make. Raises InputRefused or ActRefused."""
    told = {**ASSUMED, **{name: value for name, value in data.items() if value not in ("", "false")}}
    with transaction.atomic():
        case = services.log_on_site(officer, told, at=at)
        document = Document.objects.filter(case=case).first()
        transaction.set_rollback(True)
    if document is None:
        raise InputRefused({"outcome": ("no_document", _("Nothing is issued here on the spot."))})
    draft = {**document.data, "number": None, "national_number": None, "preview": True}
    return typesetting.picture(document.template, draft, as_of=at)
