"""Answers prepared ahead, in files beside their pool: a look-up instead of a search.

A file holds the answers of `BLOCK` leaders who follow each other in the roster, each
compressed after the pattern of the first ones. It comes into being whole, by a rename;
servers map it, so that all processes of a machine share one copy. The folder goes with
its pool: what is prepared is never of another pool than the one that serves.
"""

import mmap
import struct
import threading
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

FOLDER: Final = "answers"
BLOCK: Final = 1_000  # leaders whose answers lie in one file
MARK: Final = b"peermatch answers 1\n"
N_PATTERNS: Final = 8  # answers after which the others are compressed
WINDOW: Final = 32_768  # bytes that the compression looks back at
_HEAD: Final = struct.Struct("<IId")  # answers, bytes of the pattern, moment
_WORD: Final = struct.Struct("<Q")


class Prepared:
    """The prepared answers of one pool.

    Parameters
    ----------
    folder : Path
        Of the pool.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._open: dict[int, _Block] = {}
        self._lock = threading.Lock()

    def find(self, row: int) -> tuple[bytes, datetime] | None:
        """Look an answer up.

        Parameters
        ----------
        row : int
            Row of the leader in the pool.

        Returns
        -------
        tuple of (bytes, datetime) or None
            As it was put in, and up to when introductions were counted; None where it
            was not prepared, or cannot be read.
        """
        number, at = divmod(row, BLOCK)
        block = self._open.get(number)
        if block is None:
            block = self._opened(number)
        return None if block is None else block.find(at)

    def has(self, number: int) -> bool:
        """Tell whether the answers of a block are there.

        Parameters
        ----------
        number : int
            Of the block.

        Returns
        -------
        bool
            Whether its file is.
        """
        return self._path(number).exists()

    def put(self, number: int, answers: Iterable[bytes], counted_at: datetime) -> None:
        """Write the answers of a block, whole or not at all.

        Parameters
        ----------
        number : int
            Of the block.
        answers : iterable of bytes
            One of each leader, in their order.
        counted_at : datetime
            Up to when introductions were counted.

        Raises
        ------
        OSError
            If the disk refuses, or the pool is gone.
        """
        self._folder.mkdir(exist_ok=True)  # not its parent: a pool may be gone
        draft = self._folder / f".{number}-{token_hex(4)}"
        try:
            draft.write_bytes(_packed(list(answers), counted_at))
            draft.rename(self._path(number))
        finally:
            draft.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}"

    def _opened(self, number: int) -> "_Block | None":
        with (
            suppress(OSError, ValueError, OverflowError, struct.error),
            self._path(number).open("rb") as file,
        ):
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            block = _Block(mapped)
            with self._lock:
                self._open[number] = block
            return block
        return None


class _Block:
    """One mapped file."""

    def __init__(self, mapped: mmap.mmap) -> None:
        if mapped[: len(MARK)] != MARK:
            msg = "no file of prepared answers."
            raise ValueError(msg)
        self._mapped = mapped
        self._count, n_pattern, moment = _HEAD.unpack_from(mapped, len(MARK))
        self._counted_at = datetime.fromtimestamp(moment, UTC)
        self._starts = len(MARK) + _HEAD.size
        begin = self._starts + (self._count + 1) * _WORD.size
        self._pattern = mapped[begin : begin + n_pattern]

    def find(self, at: int) -> tuple[bytes, datetime] | None:
        if at >= self._count:
            return None
        place = self._starts + at * _WORD.size
        reader = zlib.decompressobj(zdict=self._pattern)
        with suppress(zlib.error, struct.error):
            start, end = struct.unpack_from("<QQ", self._mapped, place)
            answer = reader.decompress(self._mapped[start:end])
            return (answer, self._counted_at) if reader.eof else None
        return None


def _packed(answers: list[bytes], counted_at: datetime) -> bytes:
    pattern = b"".join(answers[:N_PATTERNS])[-WINDOW:]
    parts = []
    for answer in answers:
        coder = zlib.compressobj(zdict=pattern)
        parts.append(coder.compress(answer) + coder.flush())
    at = len(MARK) + _HEAD.size + (len(parts) + 1) * _WORD.size + len(pattern)
    starts = [at]
    for part in parts:
        starts.append(starts[-1] + len(part))
    words = struct.pack(f"<{len(starts)}Q", *starts)
    head = MARK + _HEAD.pack(len(parts), len(pattern), counted_at.timestamp())
    return b"".join([head, words, pattern, *parts])
