"""Bytes with some of them changed, as bad disks and bad intent change them."""

from __future__ import annotations

import io
import random
import zipfile

_TOKENS = (
    b"\x00",
    b"\xff" * 8,
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"]]>",
    b"\xef\xbf\xbf",
    b"999999999",
    b"-1",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a few changes; of a ZIP now and then a part is changed and packed anew."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _repacked(data, chance)
    return _changed(data, chance)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        names = before.namelist()
        spoilt = chance.choice(names)
        for name in names:
            content = before.read(name)
            if name == spoilt:
                if chance.random() < 0.1:
                    continue
                content = _changed(content, chance)
            after.writestr(name, content)
    return made.getvalue()


def _changed(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        if not spoilt:
            break
        at = chance.randrange(len(spoilt))
        match chance.randrange(6):
            case 0:
                spoilt[at] ^= 1 << chance.randrange(8)
            case 1:
                spoilt[at] = chance.randrange(256)
            case 2:
                del spoilt[at : at + chance.choice((1, 10, 1000))]
            case 3:
                spoilt[at:at] = chance.choice(_TOKENS)
            case 4:
                length = chance.choice((10, 200))
                spoilt[at:at] = spoilt[max(0, at - length) : at]
            case 5:
                if chance.random() < 0.2:
                    del spoilt[at:]
    return bytes(spoilt)
