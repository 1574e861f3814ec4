import numpy as np
import pytest

from matcher.errors import PoolError
from matcher.program.read import parse_program
from matcher.suggest import open_pool, suggest
from tests.matcher.suggest.people import leader, pool_of

ROWS = [
    leader(1, challenges="Funding"),
    leader(2, gives="Funding", challenges="Hiring"),
    leader(3, gives="Hiring", challenges="Pricing"),
    leader(4, challenges="Funding", city="Köln"),
]
KNOWS = [("L-1", "L-3", "knows"), ("L-3", "L-2", "knows")]


def test_an_opened_pool_answers_as_the_one_that_was_saved(tmp_path):
    pool = pool_of(tmp_path, ROWS, KNOWS)
    pool.save(tmp_path / "pool")

    opened = open_pool(tmp_path / "pool")

    for row in ROWS:
        for topic in (None, "financing", "Köln"):
            leader_id = row["leader_id"]
            assert suggest(opened, leader_id, topic=topic) == suggest(
                pool, leader_id, topic=topic
            )


def test_arrays_of_an_opened_pool_stay_in_their_files(tmp_path):
    pool_of(tmp_path, ROWS).save(tmp_path / "pool")

    items = open_pool(tmp_path / "pool").worth.items

    assert isinstance(items.base, np.memmap)
    assert not items.flags.writeable


def test_a_pool_is_never_written_over_another(tmp_path):
    pool = pool_of(tmp_path, ROWS)
    pool.save(tmp_path / "pool")

    with pytest.raises(PoolError, match="already exists"):
        pool.save(tmp_path / "pool")
    assert sorted(p.name for p in tmp_path.iterdir() if "pool" in p.name) == ["pool"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "pool.json").write_text("{"),
        lambda folder: (folder / "003.npy").unlink(),
        lambda folder: np.save(folder / "003.npy", np.zeros(3)),
        lambda folder: (folder / "pool.json").unlink(),
    ],
    ids=["broken listing", "array missing", "array changed", "no listing"],
)
def test_what_is_no_pool_is_refused_in_a_sentence(tmp_path, spoil):
    pool_of(tmp_path, ROWS).save(tmp_path / "pool")
    spoil(tmp_path / "pool")

    with pytest.raises(PoolError, match="build"):
        open_pool(tmp_path / "pool")


def test_a_facet_may_have_any_name(tmp_path):
    rows = [{**row, "a/b: c..": str(k)} for k, row in enumerate(ROWS)]
    program = parse_program(
        {"preset": "core", "variety": {"a/b: c..": 1.0}}, source="program.toml"
    )
    pool = pool_of(tmp_path, rows, program=program)
    pool.save(tmp_path / "pool")

    opened = open_pool(tmp_path / "pool")

    assert "a/b: c.." in opened.blocks
    assert (opened.blocks["a/b: c.."] == pool.blocks["a/b: c.."]).all()
