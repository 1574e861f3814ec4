"""What makes groups work, told from feedback: pair values, camps and variety."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.grouping import Faultline, find_camps
from models.embedding import Embedding
from models.factors import Factors
from models.profiles import Profiles, profiles_of
from models.value import ValueModel
from training.answers import Answers, members_of
from training.feedback import Feedback
from training.group_outcomes import (
    MIN_GROUPS,
    OUTCOMES,
    GroupModel,
    GroupTable,
    fit_groups,
    group_table,
)

N_FOLDS: Final = 5
APART: Final = 1.0  # squared distance to someone of whom a facet is unknown
Array = NDArray[np.float64]


def explain_groups(
    table: pd.DataFrame,
    feedback: Feedback,
    answers: Answers,
    *,
    embedding: Embedding,
    seed: int = 0,
    observer: Callable[[str], None] | None = None,
) -> dict[str, GroupModel]:
    """Explain each outcome of groups that the feedback holds.

    The pair values of a group come from a model that has not seen its answers.

    Parameters
    ----------
    table : DataFrame
        The leaders of the roster.
    feedback : Feedback
        With answers about groups.
    answers : Answers
        Those that value is learned from.
    embedding : Embedding
        Fitted on the leaders.
    seed : int, default=0
        Draw of the folds of groups.
    observer : callable or None, default=None
        Told what is being done.

    Returns
    -------
    dict of str to GroupModel
        By outcome; empty where no answer is about a group.
    """
    if observer is not None and any(len(feedback.of(name)) for name in OUTCOMES):
        observer("Explaining whole groups")
    tables = gather_groups(table, feedback, answers, embedding=embedding, seed=seed)
    return {name: fit_groups(found) for name, found in tables.items()}


def gather_groups(
    table: pd.DataFrame,
    feedback: Feedback,
    answers: Answers,
    *,
    embedding: Embedding,
    seed: int = 0,
) -> dict[str, GroupTable]:
    """Gather groups, each with values from a model that has not seen its answers.

    Parameters
    ----------
    table : DataFrame
        The leaders of the roster.
    feedback : Feedback
        With answers about groups.
    answers : Answers
        Those that value is learned from.
    embedding : Embedding
        Fitted on the leaders.
    seed : int, default=0
        Draw of the folds of groups.

    Returns
    -------
    dict of str to GroupTable
        By outcome. Where groups are too few to tell anything, values are 0.
    """
    outcomes = [name for name in OUTCOMES if len(feedback.of(name))]
    if not outcomes:
        return {}
    profiles = profiles_of(embedding, table)
    members = members_of(feedback)
    extra = group_terms(embedding, table, members)
    nothing = np.zeros((len(profiles), 1))
    flat = np.zeros(len(profiles))
    blank = Factors(nothing, nothing, flat, flat)
    found: dict[str, GroupTable] = {}
    values: list[tuple[frozenset[str], Factors]] | None = None
    for name in outcomes:
        empty = group_table(feedback, blank, outcome=name, extra=extra)
        if len(empty.groups) < MIN_GROUPS or answers.why_rules_only():
            found[name] = empty
            continue
        if values is None:
            values = _values(profiles, answers, tuple(members), seed)
        tables = [
            group_table(feedback, value, outcome=name, extra=extra).take(groups)
            for groups, value in values
        ]
        found[name] = _joined(tables)
    return found


def group_terms(
    embedding: Embedding, table: pd.DataFrame, members: Mapping[str, tuple[int, ...]]
) -> dict[str, dict[str, float]]:
    """Measure what else could explain groups: their faultline and their variety.

    Parameters
    ----------
    embedding : Embedding
        Fitted.
    table : DataFrame
        The leaders of the roster.
    members : mapping of str to tuple of int
        Rows of each group.

    Returns
    -------
    dict of str to dict of str to float
        "faultline" in [0, 1], and "variety", the mean squared distance of two members
        over all facets, in that of a random pair; by group id.
    """
    blocks = [block.X for block in embedding.blocks(table).values() if block.X.size]
    found: dict[str, dict[str, float]] = {"faultline": {}, "variety": {}}
    for group, rows in members.items():
        if len(rows) < 2 or not blocks:
            continue
        own = tuple(np.asarray(X[list(rows)], dtype=np.float64) for X in blocks)
        line = Faultline(own, (1.0,) * len(own))
        together = np.zeros(len(rows), dtype=np.intp)
        found["faultline"][group] = float(find_camps(line, together).scores[0])
        found["variety"][group] = float(np.mean([_apart(X) for X in own]))
    return found


def _apart(X: Array) -> float:
    """Give the mean squared distance of two rows, unknown rows as far as a stranger."""
    first, second = np.triu_indices(X.shape[0], 1)
    squared = ((X[first] - X[second]) ** 2).sum(axis=1)
    return float(np.where(np.isnan(squared), APART, squared).mean())


def _values(
    profiles: Profiles, answers: Answers, groups: tuple[str, ...], seed: int
) -> list[tuple[frozenset[str], Factors]]:
    """Value pairs for each fold of groups without what these groups answered."""
    fold = np.random.default_rng([seed, 0x67]).permutation(len(groups)) % N_FOLDS
    own = np.array([*answers.groups, ""], dtype=object)[answers.pairs.group]
    found = []
    for k in range(N_FOLDS):
        held = frozenset(g for g, part in zip(groups, fold, strict=True) if part == k)
        known = answers.take(np.array([name not in held for name in own], dtype=bool))
        if held and not known.why_rules_only():
            model = ValueModel(random_state=seed).fit(profiles, known.pairs, known.y)
            found.append((held, model.value_factors(profiles)))
    return found


def _joined(tables: list[GroupTable]) -> GroupTable:
    return GroupTable(
        tuple(group for table in tables for group in table.groups),
        tables[0].terms,
        np.concatenate([table.X for table in tables]),
        np.concatenate([table.y for table in tables]),
        np.concatenate([table.n_answers for table in tables]),
    )
