"""Ways to break a file: bits, lengths, chunks, words of its own language."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from random import Random

from tests.fuzz.makers import png_chunk

_EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"2147483647",
    b"4294967296",
    b"-2147483648",
    b"1e308",
    b"99999999999999999999",
)
_NUMBER = re.compile(rb"(?<![\w.])\d+(?![\w.])")
_SPARED = 8
"""Bytes at the beginning that are mostly left alone, so that the file goes on to the reader of its kind."""

_WORDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (
        b"/Kids [2 0 R]", b"/Parent 3 0 R", b"/Count 999999", b"/Length 99999999", b"/Prev 0", b"/Type /ObjStm",
        b"/Filter [/FlateDecode /FlateDecode /FlateDecode]", b"/Filter /LZWDecode", b"/Filter /ASCII85Decode",
        b"/Filter /RunLengthDecode", b"/Filter /JBIG2Decode", b"/Filter /JPXDecode", b"/Predictor 15 /Columns 99999999",
        b"/MediaBox [0 0 14400 14400]", b"/MediaBox [-1e30 -1e30 1e30 1e30]", b"/UserUnit 75000", b"/Rotate 45",
        b"/Contents [4 0 R 4 0 R 4 0 R]", b"/Extends 6 0 R", b"/SMask 6 0 R", b"/Encrypt 4 0 R", b"/XFA 4 0 R",
        b"/W [8 8 8]", b"/Size 2147483647", b"/BaseFont /" + b"A" * 300, b"<<" * 60, b"[" * 200, b"(((", b"3 0 R",
        b"stream\n", b"endstream", b"endobj", b"xref\n0 1", b"trailer", b"startxref\n0\n%%EOF", b"q " * 300,
        b"BT", b"ET", b"/X Do", b"1e30 0 0 1e30 0 0 cm", b"0 0 0 0 0 0 cm", b"BI /W 9999 /H 9999 ID EI", b"99999 Tf",
    ),
    "png": (b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"zTXt", b"iCCP", b"eXIf", b"acTL", b"fdAT", b"pHYs"),
    "jpeg": (
        b"\xff\xd8", b"\xff\xd9", b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03", b"\xff\xc2", b"\xff\xc4\xff\xff",
        b"\xff\xda", b"\xff\xdb\x00\x43", b"\xff\xdd\x00\x04\x00\x01", b"\xff\xe1\xff\xffExif\0\0", b"\xff\xee",
    ),
    "tiff": tuple(
        struct.pack("<HHII", tag, kind, count, value)
        for tag, kind, count, value in (
            (256, 4, 1, 0xFFFFFFFF), (257, 4, 1, 0x7FFFFFFF), (258, 3, 0xFFFF, 8), (259, 3, 1, 4), (259, 3, 1, 7),
            (273, 4, 0x10000000, 8), (277, 3, 1, 0xFFFF), (278, 4, 1, 0), (279, 4, 1, 0xFFFFFFFF), (322, 4, 1, 1),
            (330, 4, 1, 8), (347, 7, 0xFFFF, 8), (34665, 4, 1, 8),
        )
    ),
    "webp": (b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"EXIF", b"ICCP", b"\xff\xff\xff\xff"),
    "heic": (
        b"ftyp", b"meta", b"iloc", b"iinf", b"infe", b"iprp", b"ipco", b"ispe\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
        b"hvcC", b"grid", b"iref", b"dimg", b"mdat", b"moov", b"\0\0\0\0", b"\0\0\0\1",
    ),
    "text": (b"\0", b"\x1b[2J", b"\f" * 40, b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\xed\xa0\x80", b"a" * 5000),
}  # fmt: skip


def mutate(kind: str, original: bytes, donor: bytes, random: Random) -> bytes:
    """The file, broken in one to six places.

    Args:
        kind: whose words to throw in (a key of `samples`).
        donor: another file, from which a splice takes its part.
        random: the only source of chance.
    """
    data = bytearray(original)
    if kind == "png" and random.random() < 0.5:
        return _png_broken_inside(data, donor, random)
    _break(data, kind, donor, random)
    if kind == "png" and random.random() < 0.7:
        data = _checksums_repaired(data)
    return bytes(data)


def _break(data: bytearray, kind: str, donor: bytes, random: Random) -> None:
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        random.choice(_WAYS)(data, kind, donor, random)


def _place(data: Sequence[int], random: Random) -> int:
    spared = 0 if random.random() < 0.03 else min(_SPARED, len(data))
    return random.randint(spared, max(spared, len(data)))


def _stretch(data: Sequence[int], random: Random) -> tuple[int, int]:
    start = _place(data, random)
    return start, min(len(data), start + random.choice((1, 2, 4, 8, 32, 200, 1500)))


def _flip_bits(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    for _ in range(random.choice((1, 1, 4, 30))):
        place = _place(data, random)
        if place < len(data):
            data[place] ^= 1 << random.randrange(8)


def _scribble(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    start, end = _stretch(data, random)
    data[start:end] = random.randbytes(end - start)


def _set_length(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    size, order = random.choice((1, 2, 4, 4, 8)), random.choice(("big", "little"))
    start = _place(data, random)
    data[start : start + size] = (random.choice(_EXTREMES) & (256**size - 1)).to_bytes(size, order)


def _set_number(data: bytearray, kind: str, donor: bytes, random: Random) -> None:
    numbers = list(_NUMBER.finditer(data))
    if kind != "pdf" or not numbers:
        _set_length(data, kind, donor, random)
        return
    start, end = random.choice(numbers).span()
    data[start:end] = random.choice((*_NUMBERS, *(b"%d" % number for number in range(1, 10))))


def _cut_out(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    start, end = _stretch(data, random)
    del data[start:end]


def _truncate(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    del data[_place(data, random) :]


def _repeat(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    start, end = _stretch(data, random)
    data[end:end] = bytes(data[start:end]) * random.choice((1, 3, 20))


def _swap(data: bytearray, _kind: str, _donor: bytes, random: Random) -> None:
    (a, b), (c, d) = sorted((_stretch(data, random), _stretch(data, random)))
    if b <= c:
        data[a:d] = data[c:d] + data[b:c] + data[a:b]


def _splice(data: bytearray, _kind: str, donor: bytes, random: Random) -> None:
    start, end = _stretch(donor, random)
    place = _place(data, random)
    data[place : place + random.choice((0, end - start))] = donor[start:end]


def _insert_word(data: bytearray, kind: str, _donor: bytes, random: Random) -> None:
    word = random.choice(_WORDS[kind])
    place = _place(data, random)
    if kind == "pdf":
        gaps = [match.end() for match in re.finditer(rb"<< |>>|\n", data)] or [place]
        place, word = random.choice(gaps), word + b" "
    data[place : place + random.choice((0, len(word)))] = word


_WAYS: tuple[Callable[[bytearray, str, bytes, Random], None], ...] = (
    _flip_bits, _scribble, _set_length, _set_number, _cut_out, _truncate, _repeat, _swap, _splice, _insert_word,
    _insert_word,
)  # fmt: skip


def _png_broken_inside(data: bytes, donor: bytes, random: Random) -> bytes:
    """A PNG whose header or rows are broken while its checksums and its compression are right."""
    chunks = list(_chunks(data))
    rows = bytearray(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")))
    header = bytearray(chunks[0][1])
    if random.random() < 0.5:
        place = random.randrange(len(header))
        header[place] = random.choice((0, 1, 2, 3, 4, 6, 8, 16, 255))
    else:
        _break(rows, "png", donor, random)
    others = [(kind, body) for kind, body in chunks[1:] if kind not in {b"IDAT", b"IEND"}]
    parts = [(b"IHDR", bytes(header)), *others, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return bytes(data[:8]) + b"".join(png_chunk(kind, body) for kind, body in parts)


def _checksums_repaired(data: bytes) -> bytearray:
    """PNG chunks with right checksums, or the decoder would stop at the first one."""
    return bytearray(data[:8]) + b"".join(png_chunk(kind, body) for kind, body in _chunks(data))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        yield bytes(data[place + 4 : place + 8]), bytes(data[place + 8 : place + 8 + length])
        place += 12 + length
