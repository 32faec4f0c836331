"""Files kept by their SHA-256 below MEDIA_ROOT: written once, never overwritten."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(area: str, sha256: str, suffix: str = "") -> Path:
    """MEDIA_ROOT/area/ab/cd/<sha256><suffix>."""
    return Path(settings.MEDIA_ROOT) / area / sha256[:2] / sha256[2:4] / f"{sha256}{suffix}"


def digest_of(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            total.update(chunk)
    return total.hexdigest()


def keep(area: str, chunks: Iterable[bytes], suffix: str = "") -> tuple[Path, str, int]:
    """Store a stream; returns path, SHA-256 and size. What is already there with its right content stays untouched."""
    base = Path(settings.MEDIA_ROOT) / area
    base.mkdir(parents=True, exist_ok=True)
    total, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=base, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                total.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return _placed(temporary, path_of(area, total.hexdigest(), suffix)), total.hexdigest(), size
    finally:
        temporary.unlink(missing_ok=True)


def _placed(temporary: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    # link() fails where rename() would overwrite: an original is never replaced, not even by its twin.
    with contextlib.suppress(FileExistsError):
        target.hardlink_to(temporary)
    _sync_folder(target.parent)
    return target


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
