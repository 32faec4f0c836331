"""rebuild_figures reckons anew and says where roll-up and case rows differ."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from traffic_police.reports.models import FigureDay
from traffic_police.reports.settling import settle

from .conftest import Brigade, moment


def test_a_wrong_roll_up_is_named_and_mended(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    settle(at=moment("2026-11-21"))
    call_command("rebuild_figures", "--check")
    FigureDay.objects.filter(figure="handled").update(value=9)
    with pytest.raises(CommandError):
        call_command("rebuild_figures", "--check")
    assert "handled on 2026-11-20" in capsys.readouterr().err
    call_command("rebuild_figures", "--from", "2026-01-01", "--to", "2026-12-31")
    call_command("rebuild_figures", "--check")
