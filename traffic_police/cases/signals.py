"""The signals of the kernel: acts were written (same transaction). Reports mark their stale days with it."""

from django.dispatch import Signal

after_acts = Signal()  # case, details, events, at
after_records = Signal()  # case_ids, at: records kept elsewhere came in, many at once
after_deadlines = Signal()  # case_ids, at: deadlines were determined by a loaded calendar, without any act
