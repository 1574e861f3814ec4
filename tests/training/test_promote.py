import json
import multiprocessing
from dataclasses import replace

import pandas as pd
import pytest

from models.bundle import MANIFEST, Bundle, Origin, save_bundle
from models.embedding import Embedding
from models.errors import BundleError
from training.champions import POINTER
from training.errors import RegistryError
from training.promote import KEPT, Registry, RolledBack

TABLE = pd.DataFrame({"industry": ["Software", "Dentist", "Bakery"]})
BUNDLE = Bundle(
    Embedding(facets=["industry"]).fit(TABLE), None, None, Origin("2026-01-01", 0)
)


@pytest.fixture
def registry(tmp_path):
    return Registry(tmp_path / "registry")


@pytest.fixture
def add(registry, tmp_path):
    def added(seed):
        folder = tmp_path / f"bundle{seed}"
        save_bundle(replace(BUNDLE, origin=Origin("2026-01-01", seed)), folder)
        return registry.add(folder)

    return added


def test_a_new_registry_has_no_champion(registry):
    assert registry.champion() is None
    assert registry.held() == ()


def test_the_last_promoted_is_the_champion(registry, add):
    ids = [add(seed) for seed in range(3)]
    for bundle_id in ids[:2]:
        registry.promote(bundle_id)

    assert registry.champion().name == ids[1]
    states = {held.bundle_id: held.state for held in registry.held()}
    assert states == {ids[0]: "earlier", ids[1]: "champion", ids[2]: "challenger"}


@pytest.fixture
def fold(registry, tmp_path):
    """Stand in for folding: a bundle that says it was made of another."""

    def made(parent, seed):
        folder = tmp_path / f"folded{seed}"
        origin = Origin("2026-01-02", seed, parent=parent)
        save_bundle(replace(BUNDLE, origin=origin), folder)
        return registry.add(folder)

    return made


def test_a_champion_with_new_answers_serves_in_its_place(registry, add, fold):
    one = add(1)
    registry.promote(one)
    first, second = fold(one, 8), fold(one, 9)

    registry.renew(first)
    registry.renew(second)

    assert registry.champion().name == one
    assert registry.serving().name == second
    assert not registry.path_of(first).exists()
    states = {held.bundle_id: held.state for held in registry.held()}
    assert states == {one: "champion", second: "folded"}


@pytest.mark.parametrize("change", ["promotion", "roll-back"])
def test_new_answers_leave_with_their_champion(registry, add, fold, change):
    one, two = add(1), add(2)
    registry.promote(one)
    folded = fold(one, 9)
    registry.renew(folded)

    if change == "promotion":
        registry.promote(two)
    else:
        registry.roll_back()

    assert registry.serving() == registry.champion()
    assert not registry.path_of(folded).exists()


def test_what_was_not_made_of_the_champion_never_serves(registry, add, fold):
    one, two = add(1), add(2)
    registry.promote(one)
    registry.promote(two)

    for other in (fold(one, 9), one):
        with pytest.raises(RegistryError, match="not made of the champion"):
            registry.renew(other)
    assert registry.serving().name == two


def test_rolling_back_restores_the_one_before(registry, add):
    one, two = add(1), add(2)
    registry.promote(one)
    registry.promote(two)

    assert registry.roll_back() == RolledBack(two, one)
    assert registry.champion().name == one
    assert registry.roll_back() == RolledBack(one, "")
    assert registry.champion() is None
    with pytest.raises(RegistryError, match="none to roll back"):
        registry.roll_back()


def test_a_bundle_that_was_rolled_back_stays_and_may_return(registry, add):
    one = add(1)
    registry.promote(one)
    registry.roll_back()

    registry.promote(one)

    assert registry.champion().name == one


def test_the_last_champions_stay(registry, add):
    ids = [add(seed) for seed in range(KEPT + 2)]
    for bundle_id in ids:
        registry.promote(bundle_id)

    assert list(registry.champions()) == ids[-KEPT:]
    assert [registry.path_of(i).exists() for i in ids] == [False] * 2 + [True] * KEPT


def test_the_champion_is_not_promoted_twice(registry, add):
    one = add(1)
    registry.promote(one)

    with pytest.raises(RegistryError, match="already"):
        registry.promote(one)


def test_a_bundle_changed_after_it_was_added_is_never_promoted(registry, add):
    one = add(1)
    manifest = registry.path_of(one) / MANIFEST
    facts = json.loads(manifest.read_text()) | {"seed": 99}
    manifest.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")

    with pytest.raises(BundleError, match="changed"):
        registry.promote(one)
    assert [held.state for held in registry.held()] == ["damaged"]


def test_rolling_back_passes_over_a_damaged_bundle(registry, add):
    one, two, three = add(1), add(2), add(3)
    for bundle_id in (one, two, three):
        registry.promote(bundle_id)
    (registry.path_of(two) / "state.json").write_text("{}")

    assert registry.roll_back() == RolledBack(three, one, (two,))
    assert registry.champion().name == one


def test_each_of_the_last_champions_can_serve_again(registry, add):
    ids = [add(seed) for seed in range(KEPT)]
    for bundle_id in ids:
        registry.promote(bundle_id)

    again = [registry.roll_back().now for _ in range(KEPT)]

    assert again == [*reversed(ids[:-1]), ""]


def test_rolling_back_nowhere_makes_no_folder(registry):
    with pytest.raises(RegistryError, match="none to roll back"):
        registry.roll_back()

    assert not registry.folder.exists()


def test_what_was_compared_with_another_champion_is_not_promoted(registry, add):
    one, two, three = add(1), add(2), add(3)
    registry.promote(one, over="")
    registry.promote(two, over=one)

    for compared_with in (one, ""):
        with pytest.raises(RegistryError, match="changed while"):
            registry.promote(three, over=compared_with)
    assert registry.champion().name == two


def test_a_damaged_champion_is_listed_as_what_should_serve(registry, add):
    registry.promote(add(1))
    two = add(2)
    registry.promote(two)
    (registry.path_of(two) / "state.json").write_text("{}")

    serving = [held for held in registry.held() if held.is_serving]

    assert [(held.bundle_id, held.state) for held in serving] == [(two, "damaged")]


def test_a_damaged_bundle_is_made_whole_by_adding_it_again(registry, add, tmp_path):
    one = add(1)
    (registry.path_of(one) / "state.json").unlink()

    assert registry.add(tmp_path / "bundle1") == one
    assert [held.state for held in registry.held()] == ["challenger"]


def test_what_a_killed_process_left_is_swept_up(registry, add):
    one = add(1)
    (registry.folder / f".{POINTER}-0123abcd").write_text("{")
    half = registry.path_of(one).with_name(f".{one}-0123abcd")
    half.mkdir()
    (half / "state.json").write_text("{")

    registry.promote(one)

    assert not list(registry.folder.rglob(".*-*"))
    assert registry.champion().name == one


def test_ids_can_be_shortened(registry, add):
    one = add(1)

    assert registry.find(one[:8]) == one
    for start, told in ((one[:3], "four characters"), ("", "four"), ("zz" + one, "no")):
        with pytest.raises(RegistryError, match=told):
            registry.find(start)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"champions": []}',
        '{"format": 2, "champions": []}',
        '{"format": 1, "champions": ["../../x"]}',
        '{"format": 1, "champions": [1]}',
        "[" * 10_000,
    ],
)
def test_a_list_of_champions_that_is_none_is_refused(registry, add, text):
    add(1)
    (registry.folder / POINTER).write_text(text)

    with pytest.raises(RegistryError, match="champions"):
        registry.champions()


def test_a_crash_before_the_rename_leaves_the_champion(registry, add, monkeypatch):
    one, two = add(1), add(2)
    registry.promote(one)

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", crash)
    with pytest.raises(KeyboardInterrupt):
        registry.promote(two)
    monkeypatch.undo()

    assert registry.champion().name == one
    assert not [
        p for p in registry.folder.iterdir() if p.name.startswith(f".{POINTER}")
    ]


def promote_all(folder, ids):
    registry = Registry(folder)
    for bundle_id in ids:
        registry.promote(bundle_id)


def test_two_at_once_lose_no_promotion(registry, add):
    ids = [add(seed) for seed in range(4)]
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=promote_all, args=(registry.folder, part))
        for part in (ids[:2], ids[2:])
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(registry.champions()) == sorted(ids)
