"""What each act of a permit changes beside the status: registered when the app is ready. Nothing here saves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from permits import automatic, documenting
from permits.models import Permit, Zone
from permits.policy import load_policy
from permits.rules.policy import approves_itself
from permits.states import PERMIT
from traffic_police.cases.performing import Move
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.rules import plates


def _row(move: Move) -> Permit:
    row: Permit = move.details
    return row


@PERMIT.on("open")
def open_application(move: Move) -> None:
    row = _row(move)
    move.payload |= {"plate": plates.printed(row.plate), "zone": row.zone.code, "term": row.term}


def _fill(move: Move) -> None:
    """Everything told replaces what stood there; what is left out stays."""
    row, told = _row(move), move.data.pop("told", {})
    changed: dict[str, Any] = {}
    for name, value in told.items():
        before = getattr(row, name)
        if before != value:
            changed[name] = [str(before), str(value)]
            setattr(row, name, value)
    move.payload["changed"] = changed


PERMIT.on("fill")(_fill)
PERMIT.on("fill_by_link")(_fill)


def _submit(move: Move) -> None:
    row = _row(move)
    found = automatic.run(row)
    row.checks = [asdict(one) for one in found]
    row.submitted_at, row.supplement = move.happened_at, ""
    row.by_link = move.actor is None
    passed = sum(one.passed for one in found)
    told = {"term": row.term, "purpose": row.purpose, "vehicle_type": row.vehicle_type}
    row.self_approving = passed == len(found) and approves_itself(load_policy(), **told)
    move.payload |= {"passed": passed, "checked": len(found), "failed": [one.code for one in found if not one.passed]}


PERMIT.on("submit")(_submit)
PERMIT.on("submit_by_link")(_submit)


@PERMIT.on("return_for_supplement")
def return_for_supplement(move: Move) -> None:
    _row(move).supplement = move.reason


@PERMIT.on("accept")
def accept(move: Move) -> None:
    _row(move).accepted_at = move.happened_at


def _issue(move: Move) -> None:
    """Places are counted under the zone's lock: the approval that comes second counts the first one."""
    row = _row(move)
    row.zone = Zone.objects.select_for_update(no_key=True).get(pk=row.zone_id)
    left = automatic.places_left(row)
    if left is not None and left[0] <= 0:
        raise InputRefused({"quota": ("quota_full", _("All %(places)s places of this zone and slot are taken.") % {
            "places": left[1]})})  # fmt: skip
    twin = automatic.overlapping(row).filter(plate=row.plate, plate_kind=row.plate_kind).exclude(pk=row.pk).first()
    if twin is not None:
        sentence = _("Permit %(number)s of this vehicle covers some of these days already.") % {"number": twin.number}
        raise InputRefused({"overlap": ("overlap", sentence)})
    row.number = row.number or f"{settings.BRIGADE['case_prefix']}HC{move.case.number.rpartition('-')[2]}"
    row.outcome, row.state, row.decided_at = "granted", "active", move.happened_at
    move.payload["number"] = row.number
    if move.actor is not None:  # a signed document needs a signer; what the policy approved is printed from the row
        move.issue("permit", documenting.permit(row, move.happened_at, move.case.number))


PERMIT.on("issue")(_issue)
PERMIT.on("issue_by_policy")(_issue)


@PERMIT.on("reject")
def reject(move: Move) -> None:
    row = _row(move)
    row.outcome, row.decided_at = "rejected", move.happened_at
    move.issue("rejection", documenting.rejection(row, move.happened_at, move.case.number, move.reason))


@PERMIT.on("withdraw")
def withdraw(move: Move) -> None:
    _row(move).outcome = "withdrawn"


@PERMIT.on("suspend")
def suspend(move: Move) -> None:
    _row(move).state = "suspended"


@PERMIT.on("resume")
def resume(move: Move) -> None:
    _row(move).state = "active"


@PERMIT.on("revoke")
def revoke(move: Move) -> None:
    row = _row(move)
    row.state, row.ended_at = "revoked", move.happened_at
    _void(move)


@PERMIT.on("expire")
def expire(move: Move) -> None:
    row = _row(move)
    row.state, row.ended_at = "expired", move.happened_at


def _void(move: Move) -> None:
    for document in move.documents("permit"):
        document.state, document.voided_at, document.void_reason = "voided", move.happened_at, move.reason[:200]
        move.touch(document)
