"""Between two trainings: new answers counted at once, nothing else changed.

A bundle that serves knows the people of its training. Answers that come later renew
what it knows of the people in them, newcomers among them; what profiles are worth,
variances and calibration stay, so no verdict is needed: that is what training and
the gate are for.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.learned import CURE
from matcher.roster.roster import Roster
from models.bundle import Bundle
from models.parts import Head
from models.profiles import Profiles, profiles_of
from models.value import ValueModel
from training.answers import Answers
from training.errors import RegistryError
from training.losses import kept_answers

UNTIL: Final = "answered_until"  # of the data of a bundle: its latest answer
FOLDED: Final = "n_folded"  # of the data of a bundle: answers counted since


@dataclass(frozen=True, slots=True)
class Folded:
    """A bundle with new answers in it.

    Attributes
    ----------
    bundle : Bundle
        As it was, or with its people renewed.
    n_answers : int
        Counted.
    n_undated : int
        Left aside, because they do not say when they were given.
    sentence : str
        What happened.
    """

    bundle: Bundle
    n_answers: int
    n_undated: int
    sentence: str


def fold_in(
    bundle: Bundle, roster: Roster, answers: Answers, *further: Answers
) -> Folded:
    """Count the answers that came after those a bundle knows.

    Values and proofs are both renewed, proofs without the answers kept for the gate,
    so that a challenger is compared with what serves.

    Parameters
    ----------
    bundle : Bundle
        With learned value.
    roster : Roster
        The leaders, newcomers among them.
    answers : Answers
        About them, to what value is learned from; old ones among them.
    *further : Answers
        To the questions of further heads.

    Returns
    -------
    Folded
        The bundle given stays as it is.

    Raises
    ------
    RegistryError
        If the bundle has no learned value, does not say until when it has learned,
        or cannot read the roster.
    """
    if bundle.value is None:
        msg = "This bundle holds no learned value to fold answers into; train one."
        raise RegistryError(msg)
    since = str(bundle.origin.data.get(UNTIL, ""))
    if not since:
        msg = (
            "This bundle does not say until when it has learned (its answers had no "
            "answered_at), so new answers cannot be told from old ones; train anew."
        )
        raise RegistryError(msg)
    profiles = _profiles(bundle, roster)
    main = _renewed(Head(bundle.value, bundle.proof), profiles, answers, since)
    data: dict[str, Any] = {**bundle.origin.data, **main.told(bundle.origin.data)}
    heads = dict(bundle.heads)
    n_new, n_undated = main.n_new, main.n_undated
    for own in further:
        known = data.get("heads", {}).get(own.head, {})
        if own.head in heads and known.get(UNTIL):
            part = _renewed(heads[own.head], profiles, own, str(known[UNTIL]))
            heads[own.head] = part.head
            told = {**known, **part.told(known)}
            data["heads"] = {**data["heads"], own.head: told}
            n_new, n_undated = n_new + part.n_new, n_undated + part.n_undated
    if not n_new:
        return Folded(bundle, 0, n_undated, f"No answer is later than {since}.")
    origin = replace(
        bundle.origin, data=data, parent=bundle.bundle_id or bundle.origin.parent
    )
    renewed = replace(
        bundle,
        value=main.head.value,
        proof=main.head.proof,
        origin=origin,
        bundle_id="",
        heads=heads,
    )
    sentence = f"{n_new:,} answers later than {since} were folded in."
    return Folded(renewed, n_new, n_undated, sentence)


@dataclass(frozen=True, slots=True)
class _Renewed:
    """One head with new answers in it."""

    head: Head
    until: str
    n_new: int
    n_undated: int

    def told(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Say in the data of a bundle what was counted."""
        if not self.n_new:
            return {}
        return {UNTIL: self.until, FOLDED: int(before.get(FOLDED, 0)) + self.n_new}


def latest_answer(answers: Answers) -> str:
    """Say when the last of some answers was given.

    Parameters
    ----------
    answers : Answers
        Any.

    Returns
    -------
    str
        UTC, as in 2026-11-22T09:30:00; empty where none says when.
    """
    dated = answers.answered_at[~np.isnat(answers.answered_at)]
    if not dated.size:
        return ""
    return str(dated.max().astype("datetime64[us]").item().isoformat())


def _new_answers(answers: Answers, since: str) -> tuple[NDArray[np.bool_], int]:
    """Mark the answers that came later; count those that do not say when."""
    undated = np.isnat(answers.answered_at)
    is_new = ~undated & (answers.answered_at > np.datetime64(since, "ns"))
    return is_new, int(undated.sum())


def _profiles(bundle: Bundle, roster: Roster) -> Profiles:
    try:
        return profiles_of(bundle.embedding, roster.table)
    except ValueError as error:
        msg = f"The champion cannot read {roster.source}: {error} {CURE}."
        raise RegistryError(msg) from error


def _renewed(head: Head, profiles: Profiles, answers: Answers, since: str) -> _Renewed:
    is_new, n_undated = _new_answers(answers, since)
    new = answers.take(is_new)
    if not len(new):
        return _Renewed(head, since, 0, n_undated)
    kept = np.logical_or.reduce(list(kept_answers(new, profiles.ids).values()))
    value = _with(head.value, profiles, new)
    proof = _with(head.proof, profiles, new.take(~kept))
    return _Renewed(Head(value, proof), latest_answer(new), len(new), n_undated)


def _with(
    model: ValueModel | None, profiles: Profiles, new: Answers
) -> ValueModel | None:
    if model is None or not len(new):
        return model
    return deepcopy(model).partial_fit(profiles, new.pairs, new.y)
