"""How functions that only other compiled functions call are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

# Unpacking tuples of arrays from Python is much of the code of such a function, and it
# is never run: leaving it out saves a fifth of the time to compile.
_OPTIONS: dict[str, bool] = {
    "cache": True,
    "nogil": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def inner(function: Function) -> Function:
    """Compile a function that is called from compiled functions only.

    Parameters
    ----------
    function : callable
        Numeric loops over plain arrays.

    Returns
    -------
    callable
        Not to be called from Python.
    """
    compiler = cast("Callable[[Function], Function]", njit(**cast("Any", _OPTIONS)))
    return compiler(function)


@inner
def whole(number: int) -> int:
    """Widen a whole number, so that one variant of a kernel serves all its callers.

    numba compiles a function anew for int32, int64 and each constant that it is called
    with; ``int`` keeps the width.

    Parameters
    ----------
    number : int
        Of any width, or a constant.

    Returns
    -------
    int
        The same, as int64.
    """
    return int(np.int64(number))
