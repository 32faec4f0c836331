"""Our own hostile files, made here: polyglots, pictures that carry script, bombs, wrong names."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from tests.rights.world import picture


def _with_place() -> bytes:
    """A photo whose EXIF says where it was taken, with nonsense in its degrees."""
    exif = Image.Exif()
    exif[0x0132] = "9999:99:99 99:99:99"
    exif.get_ifd(0x8825).update({1: "N", 2: (999.0, 0.0, 0.0), 3: "E", 4: (float(2**31), 1.0, 1.0)})
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def _zip_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("xl/workbook.xml", b"0" * 50_000_000)
        bundle.writestr("../../evil.txt", b"x")
    return kept.getvalue()


def _pixel_bomb() -> bytes:
    """A small file that claims forty thousand by forty thousand pixels."""
    kept = io.BytesIO()
    Image.new("1", (8, 8)).save(kept, "PNG")
    content = bytearray(kept.getvalue())
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    return bytes(content)


XML_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b']><svg xmlns="http://www.w3.org/2000/svg">&i;</svg>'
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
CSV_FORMULA = "牌,号牌种类,车辆类型\n=cmd|'/c calc'!A1,02,@SUM(1)\n+1,-1,\t=1\n".encode()

FILES: dict[str, bytes] = {
    "empty.jpg": b"",
    "null.jpg": b"\x00" * 64,
    "script.svg": SVG,
    "svg-named.jpg": SVG,
    "bomb.svg": XML_BOMB,
    "polyglot.jpg": picture() + b"<script>alert(1)</script>" + _zip_bomb()[:200],
    "polyglot.html": b"<html><script>alert(1)</script>" + picture(),
    "gif-script.gif": b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)",
    "corrupt.jpg": picture()[:200] + b"\xff" * 40,
    "truncated.jpg": picture()[:-150],
    "picture.exe": picture(),
    "program.jpg": b"MZ\x90\x00" + b"\x00" * 200,
    "bomb.zip": _zip_bomb(),
    "bomb.xlsx": _zip_bomb(),
    "pixels.png": _pixel_bomb(),
    "place.jpg": _with_place(),
    "formula.csv": CSV_FORMULA,
    "wide.csv": b",".join(b"c%d" % n for n in range(5_000)) + b"\n1\n",
    "long-line.csv": b"a,b\n" + b"x" * 2_000_000 + b"\n",
    "quotes.csv": b'a,"b\n1,2\n3,4',
    "utf16.csv": "牌,号\n鲁Q12345,02\n".encode("utf-16"),
    "nulls.csv": b"a,b\n1\x00,2\n\xff\xfe,3\n",
    "script.pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "..": picture("blue"),
    "con\u202egpj.exe": picture("green"),
    "a\r\nb\x00.jpg": picture("yellow"),
    "../../etc/passwd.jpg": picture("black"),
    "n" * 300 + ".jpg": picture("white"),
}
