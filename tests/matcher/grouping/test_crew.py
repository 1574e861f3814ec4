import numpy as np
import pytest
from joblib import parallel_config

from matcher.grouping import Apart, AtMost, MaxIterations, Problem, solve
from matcher.grouping.arena import Arena
from matcher.grouping.crew import Crew, Turn, lay, lift, trade_block
from matcher.grouping.score import objective
from matcher.grouping.seat import seed_state
from matcher.grouping.start import deal_start


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(3)
    n = 12_000
    X = rng.normal(size=(n, 5))
    pairs = rng.integers(0, n // 2, (200, 2)) + np.array([0, n // 2])
    return Problem.from_features(X, sizes=(9, 11)).with_rules(
        AtMost(rng.integers(0, 40, n), 2, name="industry"), Apart(pairs, name="apart")
    )


def thirds(arena):
    """Three cuts that share no group, with the same random numbers each time."""
    rng = np.random.default_rng(1)
    for groups in np.array_split(arena.occupied(), 3):
        yield (
            lift(arena.seats, groups),
            Turn(seed_state(rng), 0.0, arena.min_gain, 4),
        )


@pytest.mark.parametrize("n_workers", [1, 2, 3])
def test_each_cut_comes_home_once_and_better(problem, n_workers):
    arena = Arena(deal_start(problem, 1))
    before, dealt = objective(problem, arena.labels()), arena.labels()

    with Crew(n_workers, arena.still(), arena.table) as crew:
        home = list(crew.trade(thirds(arena), arena.shape))
        again = list(crew.trade(thirds(arena), arena.shape))

    groups = np.concatenate([cut.groups for cut in home])
    assert sorted(groups) == sorted(arena.occupied())
    assert (arena.labels() == dealt).all(), "only whoever lays a cut moves anybody"
    for cut in home:
        lay(arena.seats, cut)
    assert objective(problem, arena.labels()) > before
    for one, other in zip(home, again, strict=True):
        assert (one.units == other.units).all()


def test_a_cut_that_is_laid_back_changes_nothing(problem):
    arena = Arena(deal_start(problem, 1))
    kept = [field.copy() for field in arena.seats]

    lay(arena.seats, lift(arena.seats, arena.occupied()[::3]))

    for field, before in zip(arena.seats, kept, strict=True):
        assert (field == before).all()


def test_a_block_keeps_its_leaders_and_its_sizes(problem):
    arena = Arena(deal_start(problem, 1))
    cut, turn = next(thirds(arena))

    later = trade_block(arena.still(), arena.table, arena.shape, cut, turn)

    assert (later.heads == cut.heads).all()
    assert sorted(later.units.ravel()) == sorted(cut.units.ravel())
    assert (later.units != cut.units).any()


@pytest.mark.parametrize("n_workers", [2, 3])
def test_at_most_one_cut_waits_behind_the_busy_threads(problem, n_workers):
    """So that a limit of time ends a run soon after it is over."""
    arena = Arena(deal_start(problem, 1))
    asked = []

    def cuts():
        for number, groups in enumerate(np.array_split(arena.occupied(), 9)):
            asked.append(number)
            turn = Turn(seed_state(arena.rng), 0.0, arena.min_gain, 1)
            yield lift(arena.seats, groups), turn

    with Crew(n_workers, arena.still(), arena.table) as crew:
        for n_home, _ in enumerate(crew.trade(cuts(), arena.shape)):
            assert len(asked) <= n_home + 1 + n_workers


@pytest.mark.parametrize("n_workers", [1, 2])
def test_what_goes_wrong_in_a_block_is_raised(problem, n_workers):
    arena = Arena(deal_start(problem, 1))
    cut, turn = next(thirds(arena))

    with (
        Crew(n_workers, arena.still(), arena.table) as crew,
        pytest.raises(AttributeError),
    ):
        list(crew.trade([(cut, turn), (None, turn)], arena.shape))


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_threads_and_processes_find_what_one_thread_finds(problem, backend):
    alone = solve(problem, MaxIterations(12), seed=5)

    with parallel_config(backend=backend):
        together = solve(problem, MaxIterations(12), seed=5, n_threads=2)

    assert (together.labels == alone.labels).all()
    assert together.history[-1].value == alone.history[-1].value
