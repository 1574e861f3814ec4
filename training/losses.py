"""What proofs lose on the answers that no proof has seen."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from models.pairs import Pairs
from models.profiles import Profiles
from training.answers import Answers

KEPT_SHARE: Final = 0.2  # of the people, and of what the others answered
MAX_PAIRS_A_RATER: Final = 2000
NEWCOMERS: Final = "newcomers"
KNOWN: Final = "known people"

Array = NDArray[np.float64]


class Order(Protocol):
    """Whatever puts the peers of a rater in order: a proof, or a guess."""

    def decision_function(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Score pairs; the higher of two peers comes first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """What proofs lost on answers they had not seen, one row a person.

    Attributes
    ----------
    people : tuple of str
        Who was compared.
    loss : ndarray of shape (n_people,)
        Sum of weighted losses over the pairs of peers.
    weight : ndarray of shape (n_people,)
        Sum of the weights.
    """

    people: tuple[str, ...]
    loss: Array
    weight: Array


def is_newcomer(leader_id: str) -> bool:
    """Tell whether a leader is kept from every proof.

    The id alone decides, so that it is the same for every bundle ever fitted.

    Parameters
    ----------
    leader_id : str
        Of the leader.

    Returns
    -------
    bool
        True for about one leader in five.
    """
    return _is_drawn("newcomer", leader_id)


def kept_answers(
    answers: Answers, ids: tuple[str, ...]
) -> dict[str, NDArray[np.bool_]]:
    """Mark the answers that no proof may see, in two sets.

    Parameters
    ----------
    answers : Answers
        All there are.
    ids : tuple of str
        Of the leaders.

    Returns
    -------
    dict of str to ndarray of shape (n_answers,), bool
        "newcomers": from or about one of them; "known people": of the other answers a
        fifth, all that a rater said in one group, or else about one peer.
    """
    pairs = answers.pairs
    new = np.array([is_newcomer(leader_id) for leader_id in ids], dtype=bool)
    of_new = new[pairs.rater] | new[pairs.ratee]
    drawn = [
        _is_drawn("known", ids[i], answers.groups[g] if g >= 0 else ids[j])
        for i, j, g in zip(
            pairs.rater.tolist(),
            pairs.ratee.tolist(),
            pairs.group.tolist(),
            strict=True,
        )
    ]
    return {NEWCOMERS: of_new, KNOWN: np.array(drawn, dtype=bool) & ~of_new}


def _is_drawn(*words: str) -> bool:
    digest = hashlib.sha256("\x1f".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") < KEPT_SHARE * 2**64


def order_losses(
    answers: Answers, profiles: Profiles, model: Order | None
) -> dict[str, Losses]:
    """Measure how a proof puts the peers of each rater in order.

    A loss is that of a logistic regression on the difference of two peers' scores: of
    the chance that, of two answers drawn yes or no as often as they say, the yes is of
    the one and not of the other. So an answer between yes and no counts as some of
    both, as in the fit, and being bold about it gains nothing.

    Parameters
    ----------
    answers : Answers
        All there are.
    profiles : Profiles
        Leaders, as the proof sees them.
    model : Order or None
        The proof, or a guess; None is rules alone, which know no order.

    Returns
    -------
    dict of str to Losses
        For newcomers and for known people, one row a person.
    """
    logits = np.zeros(len(answers))
    if model is not None:
        logits = model.decision_function(profiles, answers.pairs)
    kept = kept_answers(answers, profiles.ids)
    new = np.array([is_newcomer(leader_id) for leader_id in profiles.ids], dtype=bool)
    return {
        name: _order_losses(answers, np.flatnonzero(rows), logits, profiles.ids, new)
        for name, rows in kept.items()
    }


def _order_losses(
    answers: Answers,
    kept: NDArray[np.intp],
    logits: Array,
    ids: tuple[str, ...],
    new: NDArray[np.bool_],
) -> Losses:
    pairs = answers.pairs
    loss, weight = np.zeros((2, len(ids)))
    for one, two, ahead, behind in peers_of(answers, kept):
        margin = logits[one] - logits[two]
        rater, peers = pairs.rater[one], (pairs.ratee[one], pairs.ratee[two])
        owner = _owner(rater, peers, new)
        each = ahead * np.logaddexp(0.0, -margin) + behind * np.logaddexp(0.0, margin)
        np.add.at(loss, owner, each)
        np.add.at(weight, owner, ahead + behind)
    found = np.flatnonzero(weight > 0.0)
    people = tuple(ids[row] for row in found.tolist())
    return Losses(people, loss[found], weight[found])


def peers_of(
    answers: Answers, rows: NDArray[np.intp]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], Array, Array]]:
    """Pair the answers of each rater off, with what they say of the order.

    Parameters
    ----------
    answers : Answers
        To one question.
    rows : ndarray of intp
        Those that count.

    Yields
    ------
    tuple of four ndarray of shape (n_pairs,)
        The two answers of each pair, and the weight of the first, and of the second
        being found helpful and the other not; of one rater.
    """
    for own in _by_rater(rows, answers.pairs.rater):
        one, two = _pairs_of_peers(own)
        both = np.sqrt(answers.pairs.weight[one] * answers.pairs.weight[two])
        ahead = both * answers.y[one] * (1.0 - answers.y[two])
        behind = both * answers.y[two] * (1.0 - answers.y[one])
        yield one, two, ahead, behind


def _by_rater(
    kept: NDArray[np.intp], rater: NDArray[np.intp]
) -> list[NDArray[np.intp]]:
    """Split answers by who gave them; a single answer has no order."""
    order = kept[np.argsort(rater[kept], kind="stable")]
    cuts = np.flatnonzero(np.diff(rater[order])) + 1
    return [rows for rows in np.split(order, cuts) if rows.size > 1]


def _pairs_of_peers(
    rows: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List the pairs of a rater's answers; of very many, an even spread of them."""
    one, two = np.triu_indices(rows.size, 1)
    step = max(1, one.size // MAX_PAIRS_A_RATER)
    return rows[one[::step]], rows[two[::step]]


def _owner(
    rater: NDArray[np.intp],
    peers: tuple[NDArray[np.intp], NDArray[np.intp]],
    new: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Say whom a pair of answers counts for: the newcomer in it, else the rater."""
    first, second = peers
    of_peers = np.where(new[first], first, np.where(new[second], second, rater))
    return np.asarray(np.where(new[rater], rater, of_peers))
