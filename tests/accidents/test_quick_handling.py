"""Quick handling from the report to the delivery, through the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accidents import documenting, phone, services
from accidents.links import Guest
from accidents.models import Accident, AccidentParty, Shot, Signature
from tests import factories
from tests.accidents.conftest import CLEAN, JUDGED, STROKES, cleared, opened, party, photographed, picture, told
from traffic_police.accounts.models import Officer
from traffic_police.cases.chains import verify
from traffic_police.cases.documenting import ensure_pdf
from traffic_police.cases.models import Case, Deadline, Document, Evidence
from traffic_police.cases.refusals import ActRefused, InputRefused
from traffic_police.cases.sentences import sentence
from violations.models import Violation

FULL = {"A": "full", "B": "none"}


def row(case: Case) -> Accident:
    return Accident.objects.get(pk=case.pk)


def status(case: Case) -> str:
    case.refresh_from_db()
    return case.status


def determined(police: Officer, case: Case) -> Guest:
    guest = cleared(police, case)
    services.determine(police, case, FULL, at=factories.now(), **JUDGED)
    case.refresh_from_db()
    guest.case.refresh_from_db()
    return guest


def signed(guest: Guest) -> Signature:
    guest.case.refresh_from_db()
    kind = "agreement" if guest.case.status == "negotiating" else "determination"
    document = documenting.shown_document(guest.case, kind)
    assert document is not None
    return phone.sign(guest, documenting.hash_of(document), STROKES, at=factories.now())


def test_a_clean_report_goes_straight_to_the_video_queue(queued: Case) -> None:
    assert queued.status == "queued"
    assert AccidentParty.objects.filter(case=queued).count() == 2
    assert row(queued).eligibility["law"]


def test_a_disqualifying_answer_keeps_the_case_from_the_queue_with_its_reason(dispatcher: Officer) -> None:
    case = services.report(dispatcher, told(answers=CLEAN | {"cannot_move": True}), at=factories.now())
    assert case.status == "triaged"
    assert [one["code"] for one in row(case).eligibility["reasons"]] == ["cannot_move"]


def test_a_late_disqualifying_answer_moves_the_case_on_and_loses_nothing(queued: Case, dispatcher: Officer) -> None:
    photographed(dispatcher, queued)
    services.reassess(dispatcher, queued, {"drink_or_drugs": True}, at=factories.now())
    assert status(queued) == "field"
    assert Shot.objects.filter(case=queued).count() == 4
    last = queued.events.order_by("-sequence").first()
    assert last is not None
    assert "第13条" in last.reason


def test_a_late_suspicion_of_a_crime_is_general_procedure(queued: Case, dispatcher: Officer) -> None:
    services.reassess(dispatcher, queued, {"crime_suspected": True}, at=factories.now())
    assert status(queued) == "general"
    assert Deadline.objects.get(case=queued, rule="general_determination").amount == 10


def test_the_first_phone_starts_the_clock_and_the_second_joins(queued: Case, dispatcher: Officer) -> None:
    opened(dispatcher, queued, "B")
    first = row(queued).connected_at
    opened(dispatcher, queued, "A")
    assert status(queued) == "connected"
    assert row(queued).connected_at == first


def test_evidence_is_fixed_only_with_all_photos(queued: Case, dispatcher: Officer) -> None:
    guest = opened(dispatcher, queued)
    phone.take_photo(guest, "front", picture(), at=factories.now())
    with pytest.raises(ActRefused) as refused:
        services.fix_evidence(dispatcher, queued, at=factories.now())
    assert refused.value.denied.code == "photos_missing"


def test_fixed_photos_are_evidence_by_their_hash(queued: Case, dispatcher: Officer) -> None:
    photographed(dispatcher, queued)
    services.fix_evidence(dispatcher, queued, at=factories.now())
    kept = set(Evidence.objects.filter(case=queued).values_list("sha256", flat=True))
    assert kept == set(Shot.objects.filter(case=queued).values_list("sha256", flat=True))


def test_an_auxiliary_at_the_seat_cannot_determine(queued: Case, dispatcher: Officer) -> None:
    cleared(dispatcher, queued)
    with pytest.raises(ActRefused) as refused:
        services.determine(dispatcher, queued, FULL, at=factories.now(), **JUDGED)
    assert refused.value.denied.code in {"not_police", "role"}


@pytest.mark.parametrize("levels", [{"A": "full", "B": "full"}, {"A": "full"}, {"A": "main", "B": "none"},
                                    {"A": "undetermined", "B": "undetermined"}])  # fmt: skip
def test_an_impossible_combination_is_refused(queued: Case, police: Officer, levels: dict[str, str]) -> None:
    cleared(police, queued)
    with pytest.raises(ActRefused):
        services.determine(police, queued, levels, at=factories.now(), **JUDGED)


def test_both_sign_and_the_determination_is_delivered_with_three_working_days(queued: Case, police: Officer) -> None:
    first = determined(police, queued)
    second = opened(police, queued, "B")
    signed(first)
    assert status(queued) == "determined"
    signed(second)
    assert status(queued) == "delivered"
    deadline = Deadline.objects.get(case=queued, rule="review")
    assert (deadline.amount, deadline.unit) == (3, "working_day")
    assert list(verify([queued.pk])) == []
    found = row(queued)
    assert found.determined_at is not None
    assert found.connected_at is not None
    assert found.determined_at >= found.connected_at


def test_a_signature_is_bound_to_the_hash_of_the_document(queued: Case, police: Officer) -> None:
    guest = determined(police, queued)
    with pytest.raises(InputRefused) as refused:
        phone.sign(guest, "0" * 64, STROKES, at=factories.now())
    assert refused.value.errors["document"][0] == "changed"
    document = Document.objects.get(case=queued, kind="determination")
    assert signed(guest).document_hash == documenting.hash_of(document)


def test_nobody_signs_twice(queued: Case, police: Officer) -> None:
    guest = determined(police, queued)
    signed(guest)
    with pytest.raises(ActRefused):
        signed(guest)


@pytest.mark.parametrize("strokes", ["", "[]", "[[[1,2]]]", "{}", "[[[1,2],[3,9999]]]", "x" * 300_000])
def test_what_nobody_could_have_drawn_is_no_signature(queued: Case, police: Officer, strokes: str) -> None:
    guest = determined(police, queued)
    with pytest.raises(InputRefused):
        phone.sign(guest, "0" * 64, strokes, at=factories.now())


def test_a_refusal_to_sign_noted_by_an_officer_delivers_all_the_same(queued: Case, police: Officer) -> None:
    guest = determined(police, queued)
    signed(guest)
    from traffic_police.cases.acting import act_on

    act_on(police, "note_refusal", queued, {"letter": "B", "reason": "当事人拒绝签名"}, at=factories.now())
    assert status(queued) == "delivered"


def delivered(police: Officer, case: Case) -> Guest:
    first = determined(police, case)
    second = opened(police, case, "B")
    signed(first)
    signed(second)
    first.case.refresh_from_db()
    return first


def test_a_review_is_asked_for_once_and_sent_on_in_two_working_days(queued: Case, police: Officer) -> None:
    guest = delivered(police, queued)
    phone.ask_review(guest, "前车突然倒车，请求复核。", at=factories.now())
    assert Deadline.objects.get(case=queued, rule="forward").amount == 2
    with pytest.raises(ActRefused):
        phone.ask_review(guest, "再次申请复核。", at=factories.now())
    from traffic_police.cases.acting import act_on

    queued.refresh_from_db()
    with pytest.raises(ActRefused):
        act_on(police, "close", queued, {}, at=factories.now())
    act_on(police, "forward_review", queued, {}, at=factories.now())
    act_on(police, "close", queued, {}, at=factories.now())
    assert status(queued) == "closed"


def test_a_review_after_three_working_days_is_not_accepted(queued: Case, police: Officer) -> None:
    guest = delivered(police, queued)
    until = phone.review_until(queued)
    assert until is not None
    with pytest.raises(InputRefused) as refused:
        phone.ask_review(guest, "前车突然倒车，请求复核。", at=until + dt.timedelta(seconds=1))
    assert refused.value.law == "146号令 第71条"


def test_the_parties_settle_it_and_sign_the_agreement(queued: Case, dispatcher: Officer) -> None:
    first, second = opened(dispatcher, queued, "A"), opened(dispatcher, queued, "B")
    services.negotiate(dispatcher, queued, FULL, facts=JUDGED["facts"], at=factories.now())
    signed(first)
    signed(second)
    assert status(queued) == "agreed"
    assert row(queued).settled


def test_what_article_13_forbids_cannot_be_settled(dispatcher: Officer) -> None:
    case = services.report(dispatcher, told(answers=CLEAN | {"party_left": True}), at=factories.now())
    with pytest.raises(ActRefused) as refused:
        services.negotiate(dispatcher, case, FULL, facts=JUDGED["facts"], at=factories.now())
    assert refused.value.denied.code == "not_negotiable"


def test_both_documents_can_be_printed(queued: Case, police: Officer, dispatcher: Officer) -> None:
    determined(police, queued)
    other = services.report(dispatcher, told(), at=factories.now())
    services.negotiate(dispatcher, other, FULL, facts=JUDGED["facts"], at=factories.now())
    for document in Document.objects.all():
        assert ensure_pdf(document.pk).read_bytes().startswith(b"%PDF")


def test_a_late_report_must_be_accepted_within_three_working_days(police: Officer) -> None:
    case = services.report(police, told(late_report=True), at=factories.now())
    assert Deadline.objects.get(case=case, rule="acceptance").met_at is not None


def test_an_accident_opens_a_violation_with_everything_carried_over(queued: Case, police: Officer) -> None:
    cleared(police, queued)
    data = factories.on_site()
    kept = ("licence_checked", "informed", "statement", "service", "offence_code")
    extra: dict[str, Any] = {name: data[name] for name in kept}
    case = services.open_violation(police, queued, "A", extra, at=factories.now())
    violation = Violation.objects.get(pk=case.pk)
    assert (violation.plate, violation.party_name, case.place) == ("鲁Q5R128", "宋立波", queued.place)
    assert violation.circumstances["caused_accident"] is True
    assert row(queued).violation_number == case.number


@pytest.mark.parametrize(("change", "field"), [
    ({"parties": []}, "parties"), ({"parties": [{"role": "motor", "name": "甲"}]}, "parties.0.plate"),
    ({"weather": "77"}, "weather"), ({"answers": {"no_marks": "perhaps"}}, "answers.no_marks"), ({"x": 1}, "x"),
    ({"parties": [party("鲁Q5R128", "甲", id_no="371327199003070016")]}, "parties.0.id_no"),
    ({"longitude": 118.5}, "longitude"), ({"reporter_phone": "12"}, "reporter_phone"),
])  # fmt: skip
def test_a_wrong_report_names_its_field(police: Officer, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        services.report(police, told(**change), at=factories.now())
    assert field in refused.value.errors
    assert not Case.objects.filter(kind="accident").exists()


def test_every_act_can_be_told_in_a_sentence(queued: Case, police: Officer) -> None:
    delivered(police, queued)
    for event in queued.events.all():
        assert "{" not in sentence(event, "accident")
