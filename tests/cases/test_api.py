"""The kernel's API as its callers see it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.trial import People, begin
from traffic_police.cases import health, jobs
from traffic_police.cases.models import Case, CaseEvent, IdempotencyRecord
from traffic_police.cases.performing import perform

LIST = "/api/v1/cases/"


def path(case: Case, rest: str = "") -> str:
    return f"{LIST}{case.number}/{rest}"


def test_nobody_sees_anything(case: Case, api: Any) -> None:
    for url in (LIST, path(case), path(case, "acts/"), path(case, "evidence/")):
        answer = api(None).get(url)
        assert answer.status_code == 401
        assert answer["Content-Type"].startswith("application/problem+json")


def test_a_stranger_gets_404_everywhere(people: People, case: Case, api: Any) -> None:
    client = api(people.stranger)
    assert client.get(LIST).json()["results"] == []
    for rest in ("", "timeline/", "deadlines/", "documents/", "evidence/", "acts/"):
        answer = client.get(path(case, rest))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.post(path(case, "acts/handle/"), {}, format="json").status_code == 404
    assert client.post(path(case, "evidence/"), {}).status_code == 404


def test_a_supervisor_sees_the_whole_brigade(people: People, case: Case, api: Any) -> None:
    assert len(api(people.supervisor).get(LIST).json()["results"]) == 1


def test_a_case_shows_what_the_list_shows(people: People, case: Case, api: Any) -> None:
    row = api(people.owner).get(path(case)).json()
    assert row == api(people.owner).get(LIST).json()["results"][0]
    assert (row["status"], row["stage"], row["version"], row["unit"]["code"]) == ("noted", "accepted", 1, "S1")
    assert row["opened_at"].endswith("+08:00")


def test_persons_are_masked(people: People, case: Case, api: Any) -> None:
    text = api(people.owner).get(path(case)).content.decode()
    assert "庄小明" not in text
    assert "371327199001010015" not in text
    assert "371327********0015" in text


@pytest.mark.parametrize(
    ("query", "hits"),
    [("kind=trial", 1), ("kind=violation", 0), ("stage=accepted", 1), ("stage=open", 1), ("stage=closed", 0),
     ("status=noted", 1), ("unit=S1", 1), ("unit=S2", 0), ("officer=110001", 1), ("officer=110002", 0),
     ("overdue=false", 1), ("overdue=true", 0), ("q=鲁q·12345", 1), ("q=Q123", 1), ("q=234", 1), ("q=99", 0),
     ("q=庄小", 1), ("q=371327199001010015", 1), ("opened_after=2020-01-01", 1), ("opened_before=2020-01-01", 0),
     ("opened_after=2020-01-01T00:00:00%2B08:00&kind=trial&q=Q1234", 1)],
)  # fmt: skip
def test_filters_narrow_the_list(people: People, case: Case, api: Any, query: str, hits: int) -> None:
    answer = api(people.owner).get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["results"]) == hits


@pytest.mark.parametrize(
    ("query", "field"),
    [("colour=red", "colour"), ("kind=murder", "kind"), ("stage=never", "stage"), ("unit=<b>", "unit"),
     ("overdue=perhaps", "overdue"), ("opened_after=yesterday", "opened_after"), ("q=x", "q"), ("q=%00%00", "q"),
     ("opened_before=0001-01-01", "opened_before"), ("cursor=abc", "cursor"), ("q=" + "x" * 5000, "q"),
     ("officer=%E2%80%AE", "officer"), ("opened_after=9999-99-99T00:00", "opened_after")],
)  # fmt: skip
def test_unreadable_parameters_are_refused_by_name(people: People, api: Any, query: str, field: str) -> None:
    answer = api(people.owner).get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert [row["field"] for row in answer.json()["errors"]] == [field]


def test_a_case_takes_no_parameters(people: People, case: Case, api: Any) -> None:
    assert api(people.owner).get(path(case, "?x=1")).status_code == 422


def test_the_case_number_finds_the_case(people: People, case: Case, api: Any) -> None:
    assert len(api(people.owner).get(LIST, {"q": case.number.lower()}).json()["results"]) == 1


def test_pages_lead_forward_and_back(people: People, at: dt.datetime, api: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("traffic_police.cases.paging.page.__defaults__", ("", 3))
    numbers = [begin(people, at).number for _ in range(8)][::-1]
    client = api(people.owner)
    pages, url = [], f"{LIST}?kind=trial"
    while url:
        answer = client.get(url).json()
        pages.append([row["number"] for row in answer["results"]])
        url = answer["next"]
    assert [len(rows) for rows in pages] == [3, 3, 2]
    assert [number for rows in pages for number in rows] == numbers
    back, url = [], answer["previous"]
    while url:
        answer = client.get(url).json()
        back.append([row["number"] for row in answer["results"]])
        url = answer["previous"]
    assert back == [pages[1], pages[0]]


def test_a_cursor_is_opaque_and_cannot_be_forged(people: People, at: dt.datetime, api: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("traffic_police.cases.paging.page.__defaults__", ("", 1))
    begin(people, at)
    begin(people, at)
    following = api(people.owner).get(LIST).json()["next"]
    assert api(people.owner).get(following).status_code == 200
    assert api(people.owner).get(following[:-3] + "xyz").status_code == 422


def test_the_list_costs_the_same_at_one_and_at_fifty_rows(people: People, at: dt.datetime, api: Any) -> None:
    client = api(people.owner)
    begin(people, at)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(49):
        begin(people, at)
    with CaptureQueriesContext(connection) as fifty:
        assert len(client.get(LIST).json()["results"]) == 50
    assert len(one) == len(fifty)


def test_the_timeline_reads_as_sentences(people: People, case: Case, at: dt.datetime, api: Any) -> None:
    perform(people.owner, "handle", case, {"word": "<b>喝酒</b>", "way": "left"}, at=at)
    rows = api(people.owner).get(path(case, "timeline/")).json()
    assert [row["sequence"] for row in rows] == [2, 1]
    assert rows[0]["sentence"] == "刘国栋 handled it: <b>喝酒</b>, Left."
    assert rows[0]["previous_hash"] == rows[1]["hash"]


def test_deadlines_and_documents_are_listed(people: People, case: Case, at: dt.datetime, api: Any) -> None:
    perform(people.owner, "handle", case, at=at)
    perform(people.owner, "measure", case, at=at, second=people.colleague)
    client = api(people.owner)
    states = {row["rule"]: row["state"] for row in client.get(path(case, "deadlines/")).json()}
    assert states["working"] == "met"
    assert states["rolling"] in {"running", "undetermined"}
    documents = client.get(path(case, "documents/")).json()
    assert documents[0]["title"] == "测试文书"
    assert documents[0]["signed_by"]["police_number"] == "110001"


def test_acts_say_what_is_allowed_and_why_not(people: People, case: Case, api: Any) -> None:
    rows = {row["act"]: row for row in api(people.auxiliary).get(path(case, "acts/")).json()}
    assert rows["handle"]["allowed"] is False
    assert rows["handle"]["code"] == "not_police"
    assert "第5条" in rows["handle"]["law"]
    assert rows["check"]["allowed"] is True
    assert "measure" not in rows
    assert {"name": "way", "label": "Way", "kind": "choice", "required": False,
            "choices": {"left": "Left", "right": "Right"}} in rows["handle"]["inputs"]  # fmt: skip


def test_an_act_is_performed(people: People, case: Case, api: Any) -> None:
    answer = api(people.owner).post(path(case, "acts/handle/"), {"version": 1, "word": "ja"}, format="json")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["case"]["status"], answer.json()["case"]["version"]) == ("handled", 2)
    event = answer.json()["events"][0]
    assert event["sentence"].startswith("刘国栋 handled it: ja")
    assert len(event["hash"]) == 64


def test_two_officers_are_named_by_police_number(people: People, case: Case, at: dt.datetime, api: Any) -> None:
    perform(people.owner, "handle", case, at=at)
    body = {"version": 2, "second": "110002", "assistants": ["F00001"]}
    assert api(people.owner).post(path(case, "acts/measure/"), body, format="json").status_code == 200
    assert CaseEvent.objects.get(case=case, sequence=3).second == people.colleague


def test_a_refused_act_is_403_with_reason_and_law(people: People, case: Case, api: Any) -> None:
    answer = api(people.auxiliary).post(path(case, "acts/handle/"), {"version": 1}, format="json")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (403, "not_police", 403)
    assert problem["law"]
    assert answer["Content-Type"].startswith("application/problem+json")


def test_who_comes_second_gets_409_with_name_and_time(people: People, case: Case, at: dt.datetime, api: Any) -> None:
    perform(people.colleague, "note", case, {"text": "先"}, at=at)
    answer = api(people.owner).post(path(case, "acts/handle/"), {"version": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")
    assert "孙立伟" in answer.json()["detail"]


def test_an_act_that_is_not_offered_is_absent(people: People, case: Case, api: Any) -> None:
    for act in ("begin", "explode", "add_evidence"):
        assert api(people.owner).post(path(case, f"acts/{act}/"), {}, format="json").status_code == 404
    assert api(people.owner).post(path(case, "acts/finish/"), {}, format="json").status_code == 404


HOSTILE: list[Any] = [
    "\x00", "a\x00b", "x" * 1_000_000, "\u202egnp.exe",
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
    "' OR 1=1 --", "NaN", "Infinity", "1e400", "-1", {"$gt": ""}, [1, 2], True, 10**30,
    "2026-02-30", "9999-99-99T99:99",
    "\ud800", 1.5, "💥",
]  # fmt: skip
FIELDS = ["word", "story", "way", "sure", "sum", "count", "day", "moment", "helper", "version", "happened_at", "second",
          "assistants", "unheard_of"]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_values_are_refused_by_name_or_kept_as_text(people: People, case: Case, api: Any, field: str) -> None:
    client = api(people.owner)
    for value in HOSTILE:
        before = Case.objects.get(pk=case.pk).version
        body = json.dumps({field: value})
        answer = client.post(path(case, "acts/handle/"), body, content_type="application/json")
        after = Case.objects.get(pk=case.pk)
        if answer.status_code == 200:
            assert field not in {"version", "second", "unheard_of", "helper", "day", "moment"}
            case = begin(people, after.opened_at)
        else:
            assert answer.status_code in {403, 409, 422}, (field, value, answer.content)
            assert after.version == before
            if answer.status_code == 422:
                assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "{", "", "[" * 5000, '{"version": NaN}'])
def test_a_body_that_is_no_object_is_refused(people: People, case: Case, api: Any, body: str) -> None:
    answer = api(people.owner).post(path(case, "acts/check/"), body, content_type="application/json")
    assert answer.status_code in {200, 400, 422}
    if answer.status_code == 200:
        assert body == ""


def keyed(client: Any, url: str, body: Any, key: str = "k1") -> Any:
    return client.post(url, body, format="json", headers={"Idempotency-Key": key})


def test_the_same_key_and_body_act_once(people: People, case: Case, api: Any) -> None:
    client = api(people.owner)
    first = keyed(client, path(case, "acts/note/"), {"text": "一次"})
    again = keyed(client, path(case, "acts/note/"), {"text": "一次"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert Case.objects.get(pk=case.pk).version == 2


def test_the_same_key_with_another_body_is_422(people: People, case: Case, api: Any) -> None:
    client = api(people.owner)
    keyed(client, path(case, "acts/note/"), {"text": "一次"})
    answer = keyed(client, path(case, "acts/note/"), {"text": "两次"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "key_reused")
    assert Case.objects.get(pk=case.pk).version == 2


def test_a_refusal_is_kept_too_and_leaves_nothing(people: People, case: Case, api: Any) -> None:
    client = api(people.owner)
    first = keyed(client, path(case, "acts/handle/"), {"word": "friday"})
    again = keyed(client, path(case, "acts/handle/"), {"word": "friday"})
    assert first.status_code == again.status_code == 403
    assert first.json() == again.json()
    assert again["Content-Type"].startswith("application/problem+json")


def test_two_officers_may_use_the_same_key(people: People, case: Case, api: Any) -> None:
    assert keyed(api(people.owner), path(case, "acts/note/"), {"text": "甲"}).status_code == 200
    assert keyed(api(people.leader), path(case, "acts/note/"), {"text": "乙"}).status_code == 200
    assert Case.objects.get(pk=case.pk).version == 3


@pytest.mark.parametrize("key", ["x" * 101, "键".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(people: People, case: Case, api: Any, key: str) -> None:
    answer = keyed(api(people.owner), path(case, "acts/note/"), {"text": "x"}, key)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_fault_keeps_no_key(people: People, case: Case, api: Any, monkeypatch: Any) -> None:
    def fault(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("traffic_police.cases.api.cases.act_on", fault)
    client = api(people.owner)
    client.raise_request_exception = False
    assert keyed(client, path(case, "acts/note/"), {"text": "x"}).status_code == 500
    assert not IdempotencyRecord.objects.exists()


def test_a_job_is_seen_by_who_asked_for_it(people: People, at: dt.datetime, api: Any) -> None:
    job = jobs.create("trial", "试", by=people.owner, at=at, total=10)
    with jobs.running(job.pk) as progress:
        assert progress is not None
        progress.advance(4)
        progress.say("第一步")
    row = api(people.owner).get(f"/api/v1/jobs/{job.pk}/").json()
    assert (row["state"], row["done"], row["log"]) == ("done", 10, ["第一步"])
    assert api(people.colleague).get(f"/api/v1/jobs/{job.pk}/").status_code == 404
    assert api(people.owner).get(f"/api/v1/jobs/{10**30}/").status_code == 404


def test_an_expected_error_of_a_job_is_shown_and_another_is_hidden(people: People, at: dt.datetime) -> None:
    for error, shown in ((jobs.JobFailed("第 7 行没有日期。"), True), (KeyError("secret"), False)):
        job = jobs.create("trial", "试", by=people.owner, at=at)
        with jobs.running(job.pk):
            raise error
        job.refresh_from_db()
        assert job.state == "failed"
        assert ("第 7 行" in job.error) is shown
        assert "secret" not in job.error


def test_a_job_that_ended_does_not_run_again(people: People, at: dt.datetime) -> None:
    job = jobs.create("trial", "试", by=people.owner, at=at)
    with jobs.running(job.pk):
        pass
    with jobs.running(job.pk) as again:
        assert again is None


def test_operators_learn_whether_it_lives_and_works(db: None, api: Any, at: dt.datetime) -> None:
    client = api(None)
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").json()["checks"]["database"]["ok"] is True
    cache.delete(health.BEAT)
    assert client.get("/health/work").status_code == 503
    health.heartbeat(at)
    assert client.get("/health/work").status_code == 200
    health.heartbeat(at - dt.timedelta(hours=1))
    assert client.get("/health/work").status_code == 503


def test_the_schema_says_what_the_api_does(people: People, api: Any) -> None:
    schema = api(people.owner).get("/api/v1/schema/?format=json").json()
    assert schema["openapi"].startswith("3.1")
    act = schema["paths"]["/api/v1/cases/{number}/acts/{act}/"]["post"]
    assert "application/problem+json" in act["responses"]["409"]["content"]
    assert "Idempotency-Key" in {row["name"] for row in act["parameters"]}
    names = {row["name"] for row in schema["paths"]["/api/v1/cases/"]["get"]["parameters"]}
    assert {"kind", "stage", "status", "unit", "officer", "overdue", "q", "opened_after", "opened_before"} <= names


def test_the_documentation_runs_no_inline_script(people: People, api: Any) -> None:
    page = api(people.owner).get("/api/v1/docs/").content.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert "swagger-ui" in page
