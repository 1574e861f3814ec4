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

from matcher.roster.roster import Roster
from models.bundle import Bundle
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


def fold_in(bundle: Bundle, roster: Roster, answers: Answers) -> Folded:
    """Count the answers that came after those a bundle knows.

    Both of its models are renewed, its proof without the answers kept for the gate,
    so that a challenger is compared with what serves.

    Parameters
    ----------
    bundle : Bundle
        With learned value.
    roster : Roster
        The leaders, newcomers among them.
    answers : Answers
        About them; old ones among them.

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
    since = bundle.origin.data.get(UNTIL)
    if not since:
        msg = (
            "This bundle does not say until when it has learned (its answers had no "
            "answered_at), so new answers cannot be told from old ones; train anew."
        )
        raise RegistryError(msg)
    is_new, n_undated = _new_answers(answers, str(since))
    new = answers.take(is_new)
    if not len(new):
        return Folded(bundle, 0, n_undated, f"No answer is later than {since}.")
    profiles = _profiles(bundle, roster)
    kept = np.logical_or.reduce(list(kept_answers(new, profiles.ids).values()))
    return Folded(
        replace(
            bundle,
            value=_renewed(bundle.value, profiles, new),
            proof=bundle.proof and _renewed(bundle.proof, profiles, new.take(~kept)),
            origin=replace(
                bundle.origin,
                data=_data(bundle.origin.data, new),
                parent=bundle.bundle_id or bundle.origin.parent,
            ),
            bundle_id="",
        ),
        len(new),
        n_undated,
        f"{len(new):,} answers later than {since} were folded in.",
    )


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
        msg = f"The bundle cannot read {roster.source}: {error}"
        raise RegistryError(msg) from error


def _renewed(model: ValueModel, profiles: Profiles, new: Answers) -> ValueModel:
    if not len(new):
        return model
    return deepcopy(model).partial_fit(profiles, new.pairs, new.y)


def _data(before: Mapping[str, Any], new: Answers) -> dict[str, Any]:
    return {
        **before,
        UNTIL: latest_answer(new),
        FOLDED: int(before.get(FOLDED, 0)) + len(new),
    }
