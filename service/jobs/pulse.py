"""The signs of life of one attempt at a job, and what it says of itself."""

import threading
from types import TracebackType
from typing import Final, Self

from service.storage.claims import Claim, LostClaimError, add_step, beat
from service.storage.errors import StorageError
from service.storage.store import Store

_LOOKS: Final = 0.2  # seconds between two looks at what was said
_MAX_SENTENCE: Final = 500


class CancelledError(Exception):
    """Somebody asked to cancel the job."""


class StoppedError(Exception):
    """The worker was asked to stop."""


class Pulse:
    """A thread that counts beats for a job while it is worked on.

    Parameters
    ----------
    store : Store
        The database.
    claim : Claim
        The right to the job.
    every_seconds : float
        Between two beats; a quarter of a lease, say.
    stop : threading.Event
        Set when the worker is to stop.
    """

    def __init__(
        self,
        store: Store,
        claim: Claim,
        *,
        every_seconds: float,
        stop: threading.Event,
    ) -> None:
        self._store, self._claim = store, claim
        self._every_seconds, self._stop = every_seconds, stop
        self._ended, self._lost = threading.Event(), threading.Event()
        self._cancelled = threading.Event()
        self._said = self._written = ""
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def tell(self, sentence: str) -> None:
        """Say what is being done; of what is said in quick succession the last stays.

        Raises
        ------
        CancelledError, StoppedError, LostClaimError
            When work is to end.
        """
        self._said = sentence[:_MAX_SENTENCE]
        self.heed()

    def heed(self) -> None:
        """End work that nobody wants any more.

        Raises
        ------
        CancelledError, StoppedError, LostClaimError
            When work is to end.
        """
        if self._lost.is_set():
            msg = f"job {self._claim.job.job_id} is no longer this worker's."
            raise LostClaimError(msg)
        if self._cancelled.is_set():
            raise CancelledError
        if self._stop.is_set():
            raise StoppedError

    def _run(self) -> None:
        n_looks = max(1, round(self._every_seconds / _LOOKS))
        pause = min(_LOOKS, self._every_seconds)
        looks = 0
        while not self._ended.wait(pause):
            looks += 1
            if self._said != self._written or looks % n_looks == 0:
                self._show()

    def _show(self) -> None:
        """Beat once; a database that is away for a while does not end the work."""
        said = self._said
        try:
            with self._store.transaction() as connection:
                if beat(connection, self._claim):
                    self._cancelled.set()
                if said != self._written:
                    add_step(connection, self._claim, said)
        except LostClaimError:
            self._lost.set()
            self._ended.set()
        except StorageError:
            return
        self._written = said
