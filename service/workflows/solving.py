"""The bare solver on a file: an MDGPLIB instance, or a table of features."""

import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.errors import MatcherError
from matcher.grouping import Problem
from matcher.grouping.mdgplib import read_mdgplib


class InstanceError(MatcherError):
    """A file cannot be used as a grouping problem."""


def read_problem(
    path: Path, *, n_groups: int | None, sizes: tuple[int, int] | None
) -> Problem:
    """Read a grouping problem.

    Parameters
    ----------
    path : Path
        An MDGPLIB instance ("n K ss|ds ..." in its first line), or a CSV with a header
        and one column of numbers a feature; either may be gzipped.
    n_groups : int or None
        Number of groups; None takes that of the instance, or follows from `sizes`.
    sizes : tuple of int or None
        Fewest and most rows in a group; None takes those of the instance, or groups
        as equal as they can be.

    Returns
    -------
    Problem
        Without rules.

    Raises
    ------
    InstanceError
        If the file cannot be read, or the numbers of groups and sizes do not fit it.
    """
    try:
        text = _read_text(path)
        if _is_instance(text):
            instance = read_mdgplib(text)
            if n_groups is None and sizes is None:
                sizes_of_file = (instance.lower, instance.upper)
                return Problem.from_distances(instance.distance, sizes=sizes_of_file)
            return Problem.from_distances(
                instance.distance, sizes=sizes, n_groups=n_groups
            )
        if n_groups is None and sizes is None:
            msg = f"{path.name} says nothing of groups; give --groups or --sizes."
            raise InstanceError(msg)
        features = _read_features(path, text)
        return Problem.from_features(features, sizes=sizes, n_groups=n_groups)
    except ValueError as error:
        msg = f"{path.name}: {error}"
        raise InstanceError(msg) from error


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path.name} is neither an MDGPLIB instance nor a CSV in UTF-8."
        raise InstanceError(msg) from error
    except (OSError, EOFError) as error:
        msg = f"{path}: cannot be read: {error}."
        raise InstanceError(msg) from error


def _is_instance(text: str) -> bool:
    words = text.partition("\n")[0].split()
    return len(words) > 2 and words[2] in ("ss", "ds")


def _read_features(path: Path, text: str) -> NDArray[np.float64]:
    try:
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        msg = f"{path.name} is not a CSV with a header: {error}."
        raise InstanceError(msg) from error
    X = np.empty(table.shape)
    for column, name in enumerate(table.columns):
        X[:, column] = pd.to_numeric(table[name], errors="coerce")
    bad = np.argwhere(~np.isfinite(X))
    if bad.size:
        row, column = bad[0].tolist()
        msg = (
            f"{path.name} line {row + 2}: column {table.columns[column]!r} must hold "
            f"a number, got {table.iloc[row, column]!r}."
        )
        raise InstanceError(msg)
    return X
