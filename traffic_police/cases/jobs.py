"""Long work that people can watch: a row is written before the task is sent, and the page polls the row."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Job
from traffic_police.cases.refusals import CaseError

log = logging.getLogger(__name__)
LONGEST_LOG = 200


class JobFailed(Exception):
    """An expected failure: its sentence is shown to the person who asked."""


EXPECTED: tuple[type[Exception], ...] = (JobFailed, CaseError)


def create(
    kind: str,
    title: str,
    *,
    by: Officer | None,
    at: dt.datetime,
    total: int = 0,
    arguments: dict[str, Any] | None = None,
) -> Job:
    """Write the row; send the task afterwards with `task.delay_on_commit(job.pk)`."""
    return Job.objects.create(
        kind=kind, title=title[:120], requested_by=by, created_at=at, total=total, arguments=arguments or {}
    )


@dataclass
class Progress:
    """A running job, as its service sees it."""

    job: Job
    clock: Callable[[], dt.datetime] = timezone.now
    lines: list[str] = field(default_factory=list)

    def expect(self, total: int) -> None:
        self.job.total = total
        self._write()

    def advance(self, done: int) -> None:
        """Say how far it is; the total grows when it was too small."""
        self.job.done, self.job.total = done, max(done, self.job.total) if self.job.total else 0
        self._write()

    def say(self, line: str) -> None:
        self.job.log = [*self.job.log, line[:500]][-LONGEST_LOG:]
        self._write()

    def result(self, **values: Any) -> None:
        self.job.result = {**self.job.result, **values}
        self._write()

    def _write(self) -> None:
        row = self.job
        Job.objects.filter(pk=row.pk).update(done=row.done, total=row.total, log=row.log, result=row.result)


@contextmanager
def running(job_id: int, *, clock: Callable[[], dt.datetime] = timezone.now) -> Iterator[Progress | None]:
    """Run a job once: yields None when it has already ended. Expected errors are shown, others logged and hidden."""
    claimed = (
        Job.objects.filter(pk=job_id)
        .exclude(state__in=[Job.State.DONE, Job.State.FAILED])
        .update(state=Job.State.RUNNING, started_at=clock(), done=0)
    )
    if not claimed:
        yield None
        return
    progress = Progress(Job.objects.get(pk=job_id), clock)
    try:
        yield progress
    except EXPECTED as error:
        _end(progress, Job.State.FAILED, str(error))
    except Exception:
        log.exception("job %s failed", job_id)
        sentence = _("This went wrong on our side and was logged; tell an administrator the number %(id)s.")
        _end(progress, Job.State.FAILED, sentence % {"id": job_id})
    else:
        _end(progress, Job.State.DONE, "")


def _end(progress: Progress, state: str, error: str) -> None:
    row = progress.job
    Job.objects.filter(pk=row.pk).update(
        state=state, error=error, finished_at=progress.clock(), done=row.done if error else row.total or row.done
    )


def visible_jobs(actor: Officer) -> QuerySet[Job]:
    """A job is seen by who asked for it; administrators see all."""
    return Job.objects.all() if actor.has("administrator") else Job.objects.filter(requested_by=actor)


def job_for(actor: Officer, job_id: int) -> Job:
    job = visible_jobs(actor).filter(pk=job_id).first() if job_id < 2**63 else None
    if job is None:
        raise Http404
    return job


def job_view(job: Job, poll_url: str = "") -> shapes.Job:
    """What components/job.html shows; a job's result may carry `url` and `label`."""
    return shapes.Job(
        title=job.title, state=job.state, poll_url=poll_url, done=job.done, total=job.total, lines=list(job.log),
        error=job.error, result_url=str(job.result.get("url", "")), result_label=str(job.result.get("label", "")),
    )  # fmt: skip
