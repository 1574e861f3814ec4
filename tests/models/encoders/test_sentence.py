"""A sentence model reads meaning, behind the same estimator.

Runs where the extra `sentence` and a model are installed; see
docs/explanation/embedding.md for how.
"""

import importlib.util

import numpy as np
import pytest

from models.encoders.challenges import ChallengesEncoder
from models.encoders.sentence import PACKAGE, SentenceEncoder

TEXTS = [
    "We struggle to find and keep good staff",
    "Recruiting employees takes far too long",
    "Our customers pay their invoices late",
    "There is never enough money in the bank at the end of the month",
]
MISSING = [
    name
    for name in ("tokenizers", "safetensors", PACKAGE)
    if importlib.util.find_spec(name) is None
]
needs_model = pytest.mark.skipif(
    bool(MISSING), reason=f"the sentence extra is not installed: {', '.join(MISSING)}"
)


@needs_model
def test_meaning_is_near_where_no_word_is_shared():
    rows = [[text] for text in TEXTS]

    X = ChallengesEncoder(vectorizer=SentenceEncoder()).fit_transform(rows)

    distance = ((X[:, None] - X[None]) ** 2).sum(axis=2)
    assert distance[0, 1] < min(distance[0, 2], distance[0, 3])
    assert distance[2, 3] < min(distance[0, 2], distance[1, 2])


@needs_model
def test_similarity_of_a_close_pair_stays_what_it_is():
    pair = ["That is a happy person", "That is a very happy person"]

    X = SentenceEncoder().fit_transform(pair)

    assert float(X[0] @ X[1]) == pytest.approx(0.9429, abs=0.002)


@needs_model
def test_one_by_one_is_the_batch_bit_for_bit():
    encoder = ChallengesEncoder(vectorizer=SentenceEncoder()).fit([[t] for t in TEXTS])

    batch = encoder.transform([[text] for text in TEXTS])
    alone = np.vstack([encoder.transform([[text]]) for text in TEXTS])

    assert batch.tobytes() == alone.tobytes()


@pytest.mark.skipif(not MISSING, reason="the sentence extra is installed")
def test_absent_extra_is_named():
    with pytest.raises((ImportError, FileNotFoundError), match="sentence"):
        SentenceEncoder().fit(TEXTS)


def test_folder_without_a_model_is_refused(tmp_path):
    pytest.importorskip("tokenizers", reason="the sentence extra is not installed")
    pytest.importorskip("safetensors", reason="the sentence extra is not installed")

    with pytest.raises(FileNotFoundError, match=r"lacks config\.json"):
        SentenceEncoder(tmp_path).fit(TEXTS)
