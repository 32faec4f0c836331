"""Our own hostile values, by class. Each is sent wherever a person, a program or an address may send something."""

from __future__ import annotations

from typing import Any

MEGABYTE = "长" * 2**19 + "x" * 2**19

TEXTS: dict[str, str] = {
    "null byte": "ab\x00cd",
    "right-to-left override": "ab\u202etxt.exe",
    "zero width": "\u200b\u200d\ufeff",
    "a megabyte": MEGABYTE,
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{7*7}}{% debug %}${7*7}#{7*7}%(name)s%s{0}",
    "sql": "'; DROP TABLE cases_case; -- \\' OR 1=1",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "not a number": "NaN",
    "infinity": "-Infinity",
    "huge exponent": "1e999999",
    "negative": "-1",
    "many digits": "9" * 60,
    "unicode digits": "１２３٤۵",
    "year zero": "0000-00-00T00:00",
    "end of time": "9999-12-31T23:59:59+00:00",
    "no such day": "2026-02-30",
    "emoji and rare characters": "👮‍♀️𠮷𪚥𰻞",
    "path": "../../../etc/passwd",
    "line break": "a\r\nSet-Cookie: b=c\r\n\r\n<p>",
}  # fmt: skip

# Where every class in every place would take minutes: those that once broke something, cut to what a page may send.
CHOSEN = {
    name: TEXTS[name][:9_000]
    for name in ("null byte", "right-to-left override", "a megabyte", "script", "sql", "many digits", "unicode digits",
                 "end of time", "line break")
}  # fmt: skip

# What JSON can say beyond text; a lone surrogate passes JSON although it is no text.
JSON: dict[str, Any] = {
    **TEXTS,
    "lone surrogate": "a\ud800b",
    "null": None,
    "true": True,
    "zero": 0,
    "negative number": -1,
    "huge number": 1e308,
    "long number": 10**40,
    "small fraction": 1e-320,
    "beyond eight bytes": 2**63,
    "empty list": [],
    "empty object": {},
    "list": ["a", 1, None],
    "object": {"a": {"b": [{}]}},
    "officer object": {"pk": 1, "police_number": "' OR 1=1"},
}

# Bodies that are no orderly JSON object.
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "list": b"[]",
    "text": b'"a"',
    "number": b"1e400",
    "null": b"null",
    "not a number": b'{"occurred_at": NaN, "place": Infinity}',
    "nested": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "nested lists": b"[" * 100_000,
    "same name twice": b'{"place": "a", "place": {"b": 1}, "place": null}',
    "many names": b"{" + b",".join(b'"n%d":1' % number for number in range(3_000)) + b"}",
    "null byte": b'{"place": "\\u0000"}',
    "raw null byte": b"\x00",
    "surrogates": b'{"\\ud800": "\\udfff"}',
    "bad utf-8": b'{"place": "\xff\xfe"}',
    "utf-16": '{"place": "a"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"place": "a"}',
}
