"""Tell which workers have fallen silent, by a clock that never jumps."""

import time
from collections.abc import Callable, Mapping


class Watch:
    """What one process has seen of the others' beats.

    A worker is silent when its count has not changed for as long as a lease lasts, on
    the clock of whoever watches. Moments in the database decide nothing: they come
    from clocks that are set, and from other machines.

    Parameters
    ----------
    lease_seconds : float
        How long a worker may be silent.
    clock : callable, default=time.monotonic
        Seconds from some beginning.
    """

    def __init__(
        self, lease_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lease_seconds = lease_seconds
        self._clock = clock
        self._seen: dict[str, tuple[tuple[str, int], float]] = {}

    def silent(
        self, beats: Mapping[str, tuple[str, int]]
    ) -> tuple[tuple[str, tuple[str, int]], ...]:
        """Look once more at all jobs that run.

        Parameters
        ----------
        beats : mapping of str to (str, int)
            Claim and count of each, by id.

        Returns
        -------
        tuple of (str, (str, int))
            Id, claim and count of those whose workers are silent.
        """
        at = self._clock()
        known = self._seen
        self._seen = {
            job_id: known[job_id] if known.get(job_id, (None,))[0] == now else (now, at)
            for job_id, now in beats.items()
        }
        return tuple(
            (job_id, count)
            for job_id, (count, since) in self._seen.items()
            if at - since >= self._lease_seconds
        )
