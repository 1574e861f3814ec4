"""Threads that work on blocks of their own, handed out one after another."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Self


class Crew:
    """Run jobs on threads, few ahead; on the calling thread when there is but one.

    What a job is given is settled when it is sent, so that results do not depend on
    the number of threads as long as jobs share nothing.

    Parameters
    ----------
    n_threads : int
        Threads.
    """

    def __init__(self, n_threads: int) -> None:
        self._n_threads = n_threads
        self._pool = ThreadPoolExecutor(n_threads) if n_threads > 1 else None
        self._sent: deque[Future[Any]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def send(self, job: Callable[..., object], *given: object) -> None:
        """Run a job now, or as soon as a thread is idle.

        Parameters
        ----------
        job : callable
            Shares nothing with the jobs that are not home.
        *given : object
            Its arguments.
        """
        if self._pool is None:
            job(*given)
            return
        while len(self._sent) > self._n_threads:  # one waits, so that none is idle
            self._sent.popleft().result()
        self._sent.append(self._pool.submit(job, *given))

    @contextmanager
    def all_home(self) -> Iterator[None]:
        """Wait, at the end of a block of code, for all jobs sent in it.

        Yields
        ------
        None
            Jobs may be sent.
        """
        try:
            yield
        finally:
            while self._sent:
                self._sent.popleft().result()
