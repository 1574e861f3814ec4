"""Write the golden bundle, which every later version has to load: tests/data."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from models.bundle import Bundle, Origin, save_bundle  # noqa: E402 - needs the path
from models.embedding import Embedding  # noqa: E402
from models.pairs import Pairs  # noqa: E402
from models.profiles import profiles_of  # noqa: E402
from models.value import ValueModel  # noqa: E402
from tests.models.test_bundle import FACETS, GOLDEN, make_table  # noqa: E402


def main() -> None:
    """Write the bundle and the scores it gives; only for a new format."""
    table = make_table(16)
    embedding = Embedding(facets=FACETS).fit(table)
    profiles = profiles_of(embedding, table)
    pairs = Pairs.all_of(len(profiles))
    y = (np.arange(len(pairs)) % 7 < 3).astype(float)
    with threadpool_limits(1):
        value = ValueModel(n_factors=1).fit(profiles, pairs, y)
    bundle = Bundle(embedding, value, None, Origin("2026-11-22", 7))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    bundle_id = save_bundle(bundle, GOLDEN)
    newcomers = profiles_of(embedding, make_table(20).tail(4))
    scores = value.factors(newcomers).table().round(9).tolist()
    facts = {"bundle_id": bundle_id, "scores_of_newcomers": scores}
    GOLDEN.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
