"""The index by which partners are found in a large roster."""

from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.suggest.worth import Worth

EXACT_MOST: Final = 200_000  # leaders up to whom all are scored, without an index
N_LISTS: Final = 1_024  # of leaders who are alike
LEAST_LIST: Final = 64  # leaders of one list, on average, at least
N_TRAINING: Final = 65_536  # leaders from whom the lists are learned


def index_of(worth: Worth, *, exact_most: int = EXACT_MOST) -> NDArray[np.uint8]:
    """Build the index of a large roster.

    Parameters
    ----------
    worth : Worth
        Value of every pair.
    exact_most : int, default=200000
        Leaders up to whom there is no index.

    Returns
    -------
    ndarray of shape (n_bytes,), uint8
        Empty where there is none.
    """
    n = worth.items.shape[0]
    if n <= exact_most:
        return np.zeros(0, dtype=np.uint8)
    items = worth.items
    plain = faiss.IndexFlatIP(items.shape[1])
    index = faiss.IndexIVFScalarQuantizer(
        plain,
        items.shape[1],
        min(N_LISTS, max(1, n // LEAST_LIST)),
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
    )
    step = max(1, n // N_TRAINING)
    index.train(items[::step])
    index.add(items)
    return np.asarray(faiss.serialize_index(index), dtype=np.uint8)
