"""One thread for linear algebra, so that a fit is the same to the last bit anywhere.

Sums of many threads come in another order on another machine. On the small systems of
a value model they are many times slower too: threads wait for each other.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Hold the threads of linear algebra to one.

    Returns
    -------
    context manager
        What was set before comes back at its end.
    """
    limit: AbstractContextManager[Any] = _libraries().limit(limits=1)
    return limit


@cache
def _libraries() -> ThreadpoolController:
    """Look for the libraries once; looking takes longer than folding in an answer."""
    return ThreadpoolController()
