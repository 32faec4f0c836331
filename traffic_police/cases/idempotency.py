"""Idempotency-Key: the same key and body give the same answer once, also when two arrive in the same instant.

The key's row is inserted in the transaction that does the work, so a second request with the key waits for the first
one at the unique index and then finds the stored answer. A crash leaves neither work nor key.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from traffic_police.cases.models import IdempotencyRecord
from traffic_police.cases.refusals import InputRefused

HEADER = "Idempotency-Key"
LONGEST = 100
KEPT_HEADERS = ("Location", "Retry-After")
Handler = Callable[..., Response]


def digest_of(request: Request) -> str:
    """SHA-256 over method, path, query and body; of files their content."""
    total = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    data = request.data
    if isinstance(data, QueryDict):
        for name, values in sorted(data.lists()):
            for value in values:
                total.update(f"{name}\0{_file_digest(value) if isinstance(value, UploadedFile) else value}\0".encode())
    else:
        total.update(json.dumps(data, sort_keys=True, default=str).encode())
    return total.hexdigest()


def _file_digest(file: UploadedFile[Any]) -> str:
    total = hashlib.sha256(f"{file.name}\0".encode())
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()


def _key_of(request: Request) -> str:
    key = request.headers.get(HEADER, "").strip()
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        sentence = _("A key has at most %(limit)s printable ASCII characters.") % {"limit": LONGEST}
        raise InputRefused({HEADER: ("invalid_key", sentence)})
    return key


def idempotent(handler: Handler) -> Handler:
    """Wrap a view's POST method. Without the header nothing changes."""

    @functools.wraps(handler)
    def once(view: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = _key_of(request)
        if not key:
            return handler(view, request, *args, **kwargs)
        digest = digest_of(request)
        with transaction.atomic():
            stored, fresh = _claim(request, key, digest)
            if not fresh:
                return _again(stored, digest)
            answer = _answered(view, handler, request, args, kwargs)
            _keep(stored, answer)
            return answer

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def _claim(request: Request, key: str, digest: str) -> tuple[IdempotencyRecord, bool]:
    officer: Any = request.user.pk
    row = IdempotencyRecord(officer_id=officer, key=key, path=request.path[:200], digest=digest)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_idempotencyrecord (officer_id, key, path, digest, status, answer, created_at) "
            "VALUES (%s, %s, %s, %s, 0, '{}', now()) ON CONFLICT (officer_id, key) DO NOTHING RETURNING id",
            [row.officer_id, row.key, row.path, row.digest],
        )
        made = cursor.fetchone()
    if made:
        row.pk = made[0]
        return row, True
    return IdempotencyRecord.objects.get(officer_id=row.officer_id, key=key), False


def _answered(view: APIView, handler: Handler, request: Request, args: Any, kwargs: Any) -> Response:
    """The handler's answer, or its refusal with everything it wrote rolled back."""
    try:
        with transaction.atomic():
            answer = handler(view, request, *args, **kwargs)
            # What the deferred triggers refuse must be known before the answer is kept.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return answer
    except Exception as error:
        return view.handle_exception(error)


def _keep(row: IdempotencyRecord, answer: Response) -> None:
    row.status = answer.status_code
    row.answer = {
        # As text: jsonb would put the keys into another order.
        "text": JSONRenderer().render(answer.data).decode(),
        "type": answer.content_type or "",
        "headers": {name: answer[name] for name in KEPT_HEADERS if answer.has_header(name)},
    }
    IdempotencyRecord.objects.filter(pk=row.pk).update(status=row.status, answer=row.answer)


def _again(row: IdempotencyRecord, digest: str) -> Response:
    if row.digest != digest:
        sentence = _("This key was already used for another request; take a new one.")
        raise InputRefused({HEADER: ("key_reused", sentence)})
    kept = row.answer
    answer = Response(json.loads(kept.get("text") or "null"), status=row.status, content_type=kept.get("type") or None)
    for name, value in kept.get("headers", {}).items():
        answer[name] = value
    answer["Idempotent-Replay"] = "true"
    return answer


def forget_before(moment: dt.datetime) -> int:
    """Delete answers older than MOMENT; returns how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=moment).delete()[0]


class ApiView(APIView):
    """Base of the API's views: every `post` takes an Idempotency-Key, so none can forget it."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = cls.__dict__.get("post")
        if own is not None and not getattr(own, "idempotent", False):
            cls.post = idempotent(own)  # type: ignore[attr-defined]
