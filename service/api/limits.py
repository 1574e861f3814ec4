"""Rate limits per key, exact across the processes of one machine.

Counters lie in a small file that all workers map into memory; a lock on it makes each
count exact. Moments are those of the machine's monotonic clock, which no one can set.
"""

import fcntl
import mmap
import os
import struct
import threading
import time
from hashlib import blake2b
from pathlib import Path
from typing import Final

_SLOT: Final = struct.Struct("<16sdd")  # key, tokens left, moment of the last count
N_SLOTS: Final = 16_384
_NOBODY: Final = bytes(16)


class Buckets:
    """One bucket of tokens a key; a request takes one, time puts them back.

    Parameters
    ----------
    path : Path
        The file; made when it is not there. Counters of an earlier start of the
        machine are harmless: their moments lie in the future and count as now.
    per_second : float
        Tokens that come back each second.
    burst : float
        Most tokens of a key.
    """

    def __init__(self, path: Path, *, per_second: float, burst: float) -> None:
        self.per_second, self.burst = per_second, burst
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, N_SLOTS * _SLOT.size)
        self._slots = mmap.mmap(self._file, N_SLOTS * _SLOT.size)
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Take one token.

        Parameters
        ----------
        key : str
            Whose.

        Returns
        -------
        float
            0 when there was one; else seconds until there is.
        """
        name = blake2b(key.encode(), digest_size=16).digest()
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                return self._take(name)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        self._slots.close()
        os.close(self._file)

    def _take(self, name: bytes) -> float:
        now = time.monotonic()
        at = self._find(name, now)
        _, tokens, last = _SLOT.unpack_from(self._slots, at)
        passed = max(now - last, 0.0)
        tokens = min(self.burst, tokens + passed * self.per_second)
        wait = 0.0 if tokens >= 1.0 else (1.0 - tokens) / self.per_second
        left = tokens if wait else tokens - 1.0
        _SLOT.pack_into(self._slots, at, name, left, now)
        return wait

    def _find(self, name: bytes, now: float) -> int:
        """Find the slot of a key, or make one: an empty or a full bucket's."""
        start = int.from_bytes(name[:4], "little") % N_SLOTS
        free = -1
        for step in range(64):
            at = (start + step) % N_SLOTS * _SLOT.size
            held, tokens, last = _SLOT.unpack_from(self._slots, at)
            if held == name:
                return at
            if free < 0 and self._is_free(held, tokens, now - last):
                free = at
            if held == _NOBODY:
                break
        at = free if free >= 0 else start * _SLOT.size
        _SLOT.pack_into(self._slots, at, name, self.burst, now)
        return at

    def _is_free(self, held: bytes, tokens: float, passed: float) -> bool:
        return held == _NOBODY or tokens + passed * self.per_second >= self.burst
