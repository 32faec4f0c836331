"""Signed, expiring links for the parties' phones: no account, one party of one case, one phone.

The address alone opens nothing once a phone has started: the first phone keeps a secret, and whoever opens the same
address elsewhere is told to ask for a new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accidents.models import AccidentParty, PartyLink
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, Deadline
from traffic_police.cases.queries import case_for
from traffic_police.cases.refusals import InputRefused

SALT = "accidents.party-link"
LIFETIME = dt.timedelta(minutes=30)
ENDED = {"not_accepted", "imported"}


class LinkRefused(Exception):
    """Why a link does not open: a stable code and a sentence that says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True)
class Guest:
    """A party at its phone, after the link was judged."""

    link: PartyLink
    party: AccidentParty
    case: Case

    @property
    def started(self) -> bool:
        return bool(self.link.phone_hash)


def make(actor: Officer, case: Case, letter: str, *, at: dt.datetime) -> str:
    """A new link for one party; links made before stop working. Returns the whole address."""
    case_for(actor, case.number)
    with transaction.atomic():
        party = AccidentParty.objects.select_for_update().filter(case=case, letter=letter).first()
        if party is None:
            raise InputRefused({"letter": ("party", _("This party does not belong to the accident."))})
        PartyLink.objects.filter(party=party, revoked_at__isnull=True).update(revoked_at=at)
        link = PartyLink.objects.create(
            party=party, nonce=secrets.token_urlsafe(18), made_at=at, expires_at=at + LIFETIME
        )
    return settings.PUBLIC_URL + reverse("accidents:phone", args=[token_of(link)])


def token_of(link: PartyLink) -> str:
    return signing.dumps([link.pk, link.nonce], salt=SALT)


def open_link(token: str, secret: str, *, at: dt.datetime) -> Guest:
    """Judge a link. Raises LinkRefused: guessed, replaced, expired, or held by another phone."""
    link = _link(token)
    if link.revoked_at is not None:
        raise LinkRefused("replaced", _("This link was replaced by a newer one. Open the last link that you received."))
    if at >= link.expires_at:
        raise LinkRefused("expired", _("This link has expired. Call 122 and ask for a new one; nothing is lost."))
    if link.phone_hash and not secrets.compare_digest(link.phone_hash, _hash(secret)):
        raise _elsewhere()
    case = link.party.case
    if case.status in ENDED:
        raise LinkRefused("ended", _("This accident is no longer handled here. Call 122 if you have questions."))
    return Guest(link, link.party, case)


def _link(token: str) -> PartyLink:
    unknown = LinkRefused("unknown", _("This is not one of our links. Open it from the message again, or call 122."))
    try:
        content = signing.loads(token[:300], salt=SALT)
    except signing.BadSignature as error:
        raise unknown from error
    if not (isinstance(content, list) and len(content) == 2 and isinstance(content[0], int)):
        raise unknown
    link = PartyLink.objects.select_related("party__case__unit").filter(pk=content[0], nonce=str(content[1])).first()
    if link is None:
        raise unknown
    return link


def hold(guest: Guest, *, at: dt.datetime) -> str:
    """Bind the link to this phone; returns the secret for its cookie. Raises LinkRefused when another was first."""
    secret = secrets.token_urlsafe(24)
    taken = PartyLink.objects.filter(pk=guest.link.pk, phone_hash="").update(phone_hash=_hash(secret), started_at=at)
    if not taken:
        raise _elsewhere()
    guest.link.phone_hash = _hash(secret)
    return secret


def stay_open(case: Case) -> None:
    """After delivery the links serve until the review can no longer be asked for (146号令 第71条)."""
    due = Deadline.objects.filter(case=case, rule="review").order_by("-pk").values_list("due_at", flat=True).first()
    if due is not None:
        standing = Q(party__case=case, revoked_at__isnull=True, expires_at__lt=due)
        PartyLink.objects.filter(standing).exclude(phone_hash="").update(expires_at=due)


def _elsewhere() -> LinkRefused:
    sentence = _("This link is already in use on another phone. Call 122 and ask for a new one.")
    return LinkRefused("other_phone", sentence)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
