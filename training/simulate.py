"""The closed loop: form, meet, ask, learn and form again, in worlds of known value.

Everything but the leaders is real: groups are posed and solved by the engine, bundles
are trained, judged by the gate and promoted as they would be in service.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from matcher.explore import explore
from matcher.given import Given
from matcher.grouping import MaxIterations, Problem, solve
from matcher.pose import Posed, pose
from matcher.program.exploring import Explore
from models.bundle import Bundle
from models.factors import Factors, factorise
from training.fit import Lesson, TrainingParams, judge_bundle, train
from training.folding import fold_in
from training.world import World, as_feedback

Array = NDArray[np.float64]
Labels = NDArray[np.intp]

RANDOM: Final = "random groups"
RULES_ONLY: Final = "rules only"
LEARNED: Final = "learned"
NAIVE: Final = "learned, nothing held back"
ORACLE: Final = "oracle"
POLICIES: Final = (RANDOM, RULES_ONLY, LEARNED, ORACLE)
AS_OF: Final = "2026-01-01"


@dataclass(frozen=True, slots=True)
class SimulationParams:
    """Size of a simulation.

    Attributes
    ----------
    n_leaders : int
        A multiple of eight.
    n_rounds : int
        How often groups meet.
    n_iterations : int
        Slices of search that each forming takes.
    n_factors : int
        Learned factors of each person.
    """

    n_leaders: int = 96
    n_rounds: int = 10
    n_iterations: int = 40
    n_factors: int = 4


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One world and what stands for a whole simulation of it.

    Attributes
    ----------
    world : World
        Where it plays.
    posed : Posed
        Its roster and program, without learned value.
    params : SimulationParams
        Size.
    seed : int
        What all is drawn from.
    """

    world: World
    posed: Posed
    params: SimulationParams
    seed: int

    def rng(self, *purpose: int) -> np.random.Generator:
        """Give a generator of its own to each purpose.

        Parameters
        ----------
        *purpose : int
            Numbers that tell it from others.

        Returns
        -------
        Generator
            The same for the same scene and purpose.
        """
        return np.random.default_rng([self.seed, *purpose])

    def form(self, problem: Problem, n_round: int) -> Labels:
        """Solve a problem.

        Parameters
        ----------
        problem : Problem
            With or without value.
        n_round : int
            Number of the round, from 1.

        Returns
        -------
        ndarray of shape (n_leaders,)
            Group of each row.
        """
        stop = MaxIterations(self.params.n_iterations)
        return solve(problem, stop, seed=1000 * self.seed + n_round).labels


def simulate(
    make_world: Callable[[int, np.random.Generator], World],
    params: SimulationParams,
    *,
    seed: int,
    policies: Sequence[str] = POLICIES,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Array]:
    """Let each policy form groups for some rounds of one world.

    Parameters
    ----------
    make_world : callable
        One of `training.worlds.WORLDS`.
    params : SimulationParams
        Size.
    seed : int
        Same seed, same world, same answers to the same groups.
    policies : sequence of str, optional
        Who forms groups; random, by rules, learning and knowing the truth.
    progress : callable or None, default=None
        Told what is being done.

    Returns
    -------
    dict of str to ndarray of shape (n_rounds,)
        True value per member, in [0, 1], of each policy and round.
    """
    tell = progress or (lambda _: None)
    world = make_world(params.n_leaders, np.random.default_rng([seed, 0]))
    scene = Scene(world, pose(world.roster, world.program), params, seed)
    found = {}
    for name in policies:
        tell(f"{world.name}, seed {seed}: {name}")
        form = _POLICIES[name](scene)
        values = []
        for n_round in range(1, params.n_rounds + 1):
            labels = form(n_round)
            values.append(float(np.nanmean(world.value(labels))))
        found[name] = np.array(values)
    return found


def _form_random(scene: Scene) -> Callable[[int], Labels]:
    """Deal leaders into groups, rules ignored."""
    n_leaders = scene.params.n_leaders
    size = scene.world.program.size.target

    def form(n_round: int) -> Labels:
        return scene.rng(1, n_round).permutation(np.arange(n_leaders) // size)

    return form


def _form_by_rules(scene: Scene) -> Callable[[int], Labels]:
    return lambda n_round: scene.form(scene.posed.problem, n_round)


def _form_as_oracle(scene: Scene) -> Callable[[int], Labels]:
    """Form as the learner does, but knowing the truth of every pair."""
    logits = scene.world.logits + scene.world.generosity[:, np.newaxis]
    n_leaders = scene.params.n_leaders
    zeros = np.zeros(n_leaders)
    truth = Factors(logits, np.eye(n_leaders), zeros, zeros)
    close = factorise(truth, expit, rank=n_leaders)
    weight = scene.world.program.value_weight
    problem = scene.posed.problem.with_value(close.need, close.give, weight)
    labels = scene.form(problem, 1)
    return lambda _: labels


def _form_naively(scene: Scene) -> Callable[[int], Labels]:
    """Train after every round and believe it: no gate, no price on camps."""
    tables: list[pd.DataFrame] = []
    training = TrainingParams(AS_OF, scene.seed, n_factors=scene.params.n_factors)
    trained: list[Bundle | None] = [None]
    health = replace(scene.world.program.health, faultline_price=0.0)
    program = replace(scene.world.program, health=health)

    def form(n_round: int) -> Labels:
        roster = scene.world.roster
        if n_round > scene.world.n_ordinary:
            lesson = Lesson.of(roster, as_feedback(roster, tables))
            bundle = train(lesson, training, start=trained[0])
            believed = replace(bundle.origin, metrics={"is_better": True})
            trained[0] = replace(bundle, origin=believed)
        posed = pose(roster, program, given=Given(bundle=trained[0]))
        labels = scene.form(posed.problem, n_round)
        tables.append(scene.world.meet(labels, n_round, scene.rng(2, n_round)))
        return labels

    return form


def _form_learning(scene: Scene) -> Callable[[int], Labels]:
    """Train after every round; form by the champion, a few seats left to chance.

    Answers count at once: a challenger that is not promoted leaves the champion in
    place, and what was answered since is folded into it.
    """
    tables: list[pd.DataFrame] = []
    champion: list[Bundle | None] = [None]
    serving: list[Bundle | None] = [None]
    trained: list[Bundle | None] = [None]
    everyone = np.ones(scene.params.n_leaders, dtype=bool)
    training = TrainingParams(AS_OF, scene.seed, n_factors=scene.params.n_factors)

    def learn() -> None:
        lesson = Lesson.of(scene.world.roster, as_feedback(scene.world.roster, tables))
        bundle = train(lesson, training, start=trained[0])
        trained[0] = bundle
        if judge_bundle(bundle, champion[0], lesson, seed=scene.seed).is_better:
            champion[0] = serving[0] = bundle
        elif champion[0] is not None:
            serving[0] = fold_in(champion[0], lesson.roster, lesson.answers).bundle

    def form(n_round: int) -> Labels:
        if n_round > scene.world.n_ordinary:
            learn()
        given = Given(bundle=serving[0])
        posed = pose(scene.world.roster, scene.world.program, given=given)
        labels = scene.form(posed.problem, n_round)
        explored = explore(
            posed.problem,
            labels,
            wish=Explore(share=scene.world.program.explore.share),
            consents=everyone,
            seed=1000 * scene.seed + n_round,
        )
        tables.append(scene.world.meet(explored.labels, n_round, scene.rng(2, n_round)))
        return explored.labels

    return form


_POLICIES: Final[Mapping[str, Callable[[Scene], Callable[[int], Labels]]]] = {
    RANDOM: _form_random,
    RULES_ONLY: _form_by_rules,
    LEARNED: _form_learning,
    NAIVE: _form_naively,
    ORACLE: _form_as_oracle,
}
