"""Bytes of text to UTF-8, whatever they were written in."""

import re
from dataclasses import dataclass

import charset_normalizer
import numpy as np
import pyarrow as pa

from matcher.errors import RosterError

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
SAMPLE = 1 << 16
LINE_FEED, RETURN = 10, 13
WESTERN = re.compile(
    "[àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠ"
    "“”‘’–—…•€£©®™°·¿¡ºª«»§½¼²³×´\u00a0]"  # noqa: RUF001  # they are what is looked for
)
ODD_PLACE = re.compile("(?<=[a-z])[À-ÞŠŒŽ¿¡](?=[a-z])|[£¢¥¦§¹²³¶](?=[a-z])")
FOREIGN_RUN = re.compile("[À-ÿ]{3,}")
FAMILIES = (
    "cp1250 iso8859_2 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp932 "
    "euc_jp gb18030 big5 cp949 cp874 cp1252 mac_roman"
)
HIGH_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in UTF-8 with one kind of line end.

    Attributes
    ----------
    data : bytes
        UTF-8 without byte order mark; lines end in a line feed, or all in a carriage
        return and a line feed.
    encoding : str
        What the file was written in, as Python names it.
    odd_lines : tuple of int
        Lines that were in cp1252 in the middle of UTF-8.
    n_nulls : int
        NUL characters that were dropped.
    """

    data: bytes
    encoding: str
    odd_lines: tuple[int, ...] = ()
    n_nulls: int = 0


def decode(data: bytes, name: str) -> Decoded:
    """Turn the bytes of a text file into UTF-8 with plain line ends.

    Detection of an encoding without a mark is a guess and only made when the bytes
    are not valid UTF-8.

    Parameters
    ----------
    data : bytes
        Content of a file, not empty.
    name : str
        Name of the file, for messages.

    Returns
    -------
    Decoded
        The text, and what it was written in.

    Raises
    ------
    RosterError
        The bytes are no text.
    """
    encoding = _marked(data)
    if encoding and encoding != "utf-8":
        return _recode(data, encoding, name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    n_nulls = 0
    if b"\x00" in data:
        wide = _wide(data)
        if wide:
            return _recode(data, wide, name)
        n_nulls = data.count(b"\x00")
    _refuse_binary(data, name)
    data = _even_lines(data.replace(b"\x00", b"") if n_nulls else data)
    if not _is_utf8(data):
        return _guess(data, n_nulls)
    return Decoded(data, "utf-8", n_nulls=n_nulls)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    text = pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _marked(data: bytes) -> str:
    marks = (encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark))
    return next(marks, "")


def _wide(data: bytes) -> str:
    """Recognise UTF-16 without a mark by where its NUL bytes are."""
    sample = np.frombuffer(data[: SAMPLE & ~1], dtype=np.uint8)
    nulls = sample == 0
    even, odd = nulls[0::2].mean(), nulls[1::2].mean()
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return ""


def _recode(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = data.decode(encoding)
        recoded = text.lstrip("\ufeff").replace("\x00", "").encode("utf-8")
    except UnicodeError:
        msg = (
            f"{name} is damaged: it is marked as {encoding} but is not. Save it again."
        )
        raise RosterError(msg) from None
    _refuse_binary(recoded, name)
    return Decoded(_even_lines(recoded), encoding)


def _refuse_binary(data: bytes, name: str) -> None:
    sample = np.frombuffer(data[:SAMPLE], dtype=np.uint8)
    is_control = (sample < 32) & ~np.isin(sample, (9, 10, 11, 12, 13, 26, 27, 28, 31))
    if is_control.sum() > 8 and is_control.mean() > 0.01:
        msg = f"{name} is binary, not a table of text; save it as CSV or Excel."
        raise RosterError(msg)


def plain_lines(data: bytes) -> bytes:
    """Write every line end as a line feed.

    Parameters
    ----------
    data : bytes
        Text in UTF-8.

    Returns
    -------
    bytes
        Without carriage returns; one that was doubled by mistake ends one line.
    """
    if b"\r" not in data:
        return data
    if b"\r\r\n" in data:
        data = data.replace(b"\r\r\n", b"\n")
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _even_lines(data: bytes) -> bytes:
    """Make line ends alike, unless they are; a copy costs as much as reading."""
    data = data.removesuffix(b"\x1a")
    if b"\r" not in data or _are_paired(data):
        return data
    return plain_lines(data)


def _are_paired(data: bytes) -> bool:
    """Tell whether every line end is a carriage return and a line feed."""
    text = np.frombuffer(data, dtype=np.uint8)
    if text[0] == LINE_FEED or text[-1] == RETURN:
        return False
    for start in range(0, text.size - 1, SAMPLE):  # pieces that stay in the cache
        piece = text[start : start + SAMPLE + 1]
        if ((piece[:-1] == RETURN) != (piece[1:] == LINE_FEED)).any():
            return False
    return True


def _guess(data: bytes, n_nulls: int) -> Decoded:
    n_good, n_bad = count_high(data)
    if n_good >= n_bad:
        return _mixed(data, n_nulls)
    encoding = _detect(data)
    return Decoded(
        data.decode(encoding, errors="replace").encode("utf-8"),
        encoding,
        n_nulls=n_nulls,
    )


def count_high(data: bytes) -> tuple[int, int]:
    """Count non-ASCII characters of UTF-8, and bytes that are none.

    Parameters
    ----------
    data : bytes
        Any bytes.

    Returns
    -------
    tuple of (int, int)
        Characters, and bytes above 127 that belong to none.
    """
    content = np.frombuffer(data, dtype=np.uint8)
    is_high = content >= 0x80
    is_kept = is_high.copy()
    is_kept[1:] |= is_high[:-1]  # the plain byte behind a run keeps runs apart
    runs = content[is_kept].tobytes().decode("utf-8", errors="surrogateescape")
    codes = np.frombuffer(runs.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    n_high = int(np.count_nonzero(codes >= 0x80))
    n_bad = int(np.count_nonzero((codes >= 0xDC80) & (codes <= 0xDCFF)))
    return n_high - n_bad, n_bad


def _mixed(data: bytes, n_nulls: int) -> Decoded:
    """Read the few lines that are not UTF-8 as cp1252."""
    lines, odd = data.split(b"\n"), []
    for i, line in enumerate(lines):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            lines[i] = line.decode("cp1252", errors="replace").encode("utf-8")
            odd.append(i + 1)
    return Decoded(b"\n".join(lines), "utf-8", tuple(odd), n_nulls)


def _detect(data: bytes) -> str:
    sample = b"\n".join(HIGH_LINE.findall(data[: 16 * SAMPLE])[:2000])[: 4 * SAMPLE]
    if not sample:
        sample = b"\n".join(HIGH_LINE.findall(data)[:2000])[: 4 * SAMPLE]
    candidates = ("cp1252", "latin-1", "mac-roman")
    shares: dict[str, float] = {}
    for name in candidates:
        shares[name] = _western_share(sample, name)
        if shares[name] >= 1.0:  # nothing surpasses it
            return name
    best = max(candidates, key=lambda name: shares[name])
    if shares[best] >= 0.9:
        return best
    match = charset_normalizer.from_bytes(sample, cp_isolation=FAMILIES.split()).best()
    return match.encoding if match else best


def _western_share(sample: bytes, encoding: str) -> float:
    """Share of the non-ASCII characters that make sense in a Western text."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    n_high = len(text) - len(text.encode("ascii", errors="ignore"))
    n_odd = len(ODD_PLACE.findall(text)) + sum(map(len, FOREIGN_RUN.findall(text)))
    return (len(WESTERN.findall(text)) - n_odd) / max(1, n_high)
