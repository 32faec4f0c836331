"""How much of a file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 512 * 2**20
    # Cells of a sheet as a rectangle: one far cell would make a small file fill the memory.
    cells: int = 20_000_000
    rows: int = 500_000
    columns: int = 300
    cell_chars: int = 32_768


DEFAULT = Limits()
