"""Pages, files and API of frozen reports."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Job
from traffic_police.reports import freezing
from traffic_police.reports.files import render_with_job
from traffic_police.reports.models import Report
from traffic_police.reports.settling import settle

from .conftest import Brigade, moment


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def signed_in(officer: Officer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def made(brigade: Brigade) -> Brigade:
    brigade.cases = [brigade.fined(brigade.first, moment("2026-11-20")) for _ in range(3)]  # type: ignore[attr-defined]
    brigade.fined(brigade.second, moment("2026-11-20"))
    brigade.stop(brigade.second, moment("2026-11-20"), channel="imported")
    freezing.make_due(at=moment("2026-11-23", "08:00"), minute=dt.time(7, 30))
    return brigade


def report(brigade: Brigade, unit: Any = None, kind: str = "daily") -> Report:
    return Report.objects.filter(kind=kind, unit=unit or brigade.brigade).order_by("start")[0]


def test_every_figure_of_the_page_opens_its_cases(made: Brigade) -> None:
    client = signed_in(made.leader)
    page = client.get(f"/reports/{report(made).pk}/").content.decode()
    links = re.findall(r'href="(/reports/\d+/cases/\?[^"]+)"', page)
    assert len(links) > 50
    for link in set(links):
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_the_link_lists_exactly_the_counted_cases(made: Brigade) -> None:
    url = f"/reports/{report(made).pk}/cases/?figure=handled&unit={made.first.pk}"
    page = signed_in(made.leader).get(url).content.decode()
    assert set(re.findall(r"T\d{6}", page)) == {case.number for case in made.cases}  # type: ignore[attr-defined]


def test_what_changed_since_stands_beside_the_frozen_cases(made: Brigade) -> None:
    made.annul(made.cases[0], moment("2026-11-24"))  # type: ignore[attr-defined]
    settle(at=moment("2026-11-24", "12:00"))
    client, url = signed_in(made.leader), f"/reports/{report(made).pk}/"
    assert 'id="corrections"' in client.get(url).content.decode()
    page = client.get(f"{url}cases/?figure=handled").content.decode()
    assert "show=removed" in page
    gone = client.get(f"{url}cases/?figure=handled&show=removed").content.decode()
    assert set(re.findall(r"T\d{6}", gone)) == {made.cases[0].number}  # type: ignore[attr-defined]


def test_an_officer_sees_the_reports_of_the_own_unit_alone(made: Brigade) -> None:
    client = signed_in(made.officer)
    assert client.get(f"/reports/{report(made, made.first).pk}/").status_code == 200
    assert client.get(f"/reports/{report(made).pk}/").status_code == 404
    assert client.get(f"/reports/{report(made).pk}/files/pdf/").status_code == 404
    assert client.get(f"/reports/{report(made, made.second).pk}/cases/?figure=handled").status_code == 404
    assert Report.objects.get(pk=report(made).pk).unit.short_name not in re.findall(
        r"<td[^>]*>([^<]+)</td>", client.get("/reports/").content.decode()
    )


def test_nobody_gets_in_without_signing_in(made: Brigade) -> None:
    for path in ("/reports/", f"/reports/{report(made).pk}/", f"/reports/{report(made).pk}/files/pdf/"):
        assert Client().get(path).status_code == 302
    assert Client().get("/api/v1/reports/").status_code == 401


def test_the_list_filters_by_kind_and_unit_and_pages_by_keyset(made: Brigade) -> None:
    client = signed_in(made.leader)
    page = client.get("/reports/?kind=weekly&unit=S1").content.decode()
    assert len(set(re.findall(r'href="/reports/(\d+)/"', page))) == 1
    from traffic_police.reports.queries import report_page

    first = report_page(made.leader, size=4)
    rest = report_page(made.leader, size=100, cursor=first.next)
    assert len({row.pk for row in [*first.rows, *rest.rows]}) == Report.objects.count()


def test_hostile_parameters_are_answered_without_a_failure(made: Brigade) -> None:
    client, pk = signed_in(made.leader), report(made).pk
    for text in ("%00", "x" * 5000, "'; DROP TABLE", "-1", "9" * 30, "<script>", "٣"):
        for path in (
            f"/reports/?kind={text}&unit={text}&cursor={text}",
            f"/reports/{pk}/cases/?figure={text}",
            f"/reports/{pk}/cases/?figure=handled&unit={text}&after={text}",
            f"/reports/{pk}/cases/?exception={text}",
            f"/reports/{pk}/files/{text[:50].replace('/', '')}/",
            f"/api/v1/reports/?kind={text}",
            f"/api/v1/reports/?unit={text}&cursor={text}",
            f"/api/v1/reports/{pk}/cases/?figure={text}&unit={text}",
        ):
            assert client.get(path).status_code < 500, path


def test_the_files_carry_the_frozen_figures_and_are_stored_by_their_hash(made: Brigade) -> None:
    one = report(made)
    job = Job.objects.filter(arguments={"report": one.pk}).get()
    render_with_job(one.pk, job.pk, at=moment("2026-11-23", "08:01"))
    job.refresh_from_db()
    one.refresh_from_db()
    assert (job.state, job.done) == ("done", 2)
    client = signed_in(made.leader)
    for suffix, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        content = b"".join(client.get(f"/reports/{one.pk}/files/{suffix}/").streaming_content)  # type: ignore[attr-defined]
        assert content.startswith(start)
        assert hashlib.sha256(content).hexdigest() == getattr(one, f"{suffix}_sha256")
    assert client.get(f"/reports/{one.pk}/files/exe/").status_code == 404


def test_a_missing_or_damaged_file_is_made_again(made: Brigade) -> None:
    from traffic_police.reports.files import file_of

    one = report(made)
    path = file_of(one, "xlsx")
    good = path.read_bytes()
    path.write_bytes(b"damaged")
    assert file_of(Report.objects.get(pk=one.pk), "xlsx").read_bytes() == good


def test_the_api_gives_every_figure_with_the_link_to_its_cases(made: Brigade) -> None:
    client = signed_in(made.leader)
    listed = client.get("/api/v1/reports/?kind=daily").json()
    assert {row["kind"] for row in listed["results"]} == {"daily"}
    answer = client.get(f"/api/v1/reports/{report(made).pk}/").json()
    handled = next(row for row in answer["figures"] if row["figure"] == "handled" and row["unit"] == "一中队")
    assert handled["value"] == "3"
    cases = client.get(handled["cases"]).json()
    assert {row["number"] for row in cases["results"]} == {case.number for case in made.cases}  # type: ignore[attr-defined]
    assert client.get(answer["files"]["xlsx"]).status_code == 200


def test_the_api_refuses_an_unknown_filter_by_name(made: Brigade) -> None:
    answer = signed_in(made.leader).get("/api/v1/reports/?colour=red")
    assert answer.json()["errors"][0]["field"] == "colour"


def test_weekly_and_monthly_reports_are_pages_too(made: Brigade) -> None:
    freezing.make_due(at=moment("2026-12-01", "08:00"), minute=dt.time(7, 30))
    client = signed_in(made.leader)
    for kind in ("weekly", "monthly"):
        assert client.get(f"/reports/{report(made, kind=kind).pk}/").status_code == 200


def test_the_pages_cost_the_same_queries_for_few_and_many_cases(made: Brigade) -> None:
    client = signed_in(made.leader)
    for path in (f"/reports/{report(made).pk}/cases/?figure=handled", "/reports/"):
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path if "cases" not in path else f"{path}&unit={made.second.pk}")
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(few) == len(many) <= 14, path
