"""Put figures of several models side by side, with intervals over blocks."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
N_DRAWS = 1000


def interval(
    figure: Callable[[Array], float], n_blocks: int, seed: int = 0
) -> tuple[float, float, float]:
    """Bootstrap a figure over blocks.

    Parameters
    ----------
    figure : callable
        From how often each block counts to a number.
    n_blocks : int
        Blocks, such as events.
    seed : int, default=0
        Of the draw.

    Returns
    -------
    tuple of three float
        The figure and the ends of its 95 % interval.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(N_DRAWS):
        picked = rng.integers(n_blocks, size=n_blocks)
        found.append(figure(np.bincount(picked, minlength=n_blocks).astype(float)))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return figure(np.ones(n_blocks)), float(low), float(high)


def show(title: str, rows: Mapping[str, Sequence[tuple[float, float, float]]]) -> None:
    """Print a table.

    Parameters
    ----------
    title : str
        What is compared, then the columns, separated by "|".
    rows : mapping of str to sequence of three float
        Figures with their intervals, a model each.
    """
    name, *columns = title.split("|")
    print(f"\n{name}")
    print(f"{'':12s}" + "".join(f"{column:>24s}" for column in columns))
    for model, cells in rows.items():
        texts = [f"{value:.4f} [{low:.3f}, {high:.3f}]" for value, low, high in cells]
        print(f"{model:12s}" + "".join(f"{text:>24s}" for text in texts), flush=True)
