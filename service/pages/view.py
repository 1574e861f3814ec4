"""What the report shows, worked out of a proposal: words and numbers, no markup."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.explain.wording import count, count_between, listed, spoken
from matcher.proposal import FacetScore, Proposal

_STATUS = {
    "optimal": "It is proven that no grouping scores higher.",
    "no change needed": "The seating stays as it is: no change is needed.",
    "time ran out": "The search stopped at its time limit.",
    "iterations done": "The search did all the iterations it was given.",
    "interrupted": "The search was stopped by hand.",
    "infeasible": "Not everything can be mended or seated: what is left is listed.",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One big figure: the value, what it is, and what to know beside it."""

    value: str
    label: str
    note: str = ""


def key_figures(proposal: Proposal) -> tuple[Figure, ...]:
    """Choose the figures that a reader should meet first.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    tuple of Figure
        Four to six of them.
    """
    n_leaders = len(proposal.placements)
    n_seated = int((proposal.labels >= 0).sum())
    sizes = [len(group.rows) for group in proposal.groups]
    figures = [
        Figure(f"{n_seated:,}", "leaders placed", f"of {n_leaders:,} in the roster"),
        Figure(f"{len(sizes):,}", "groups", size_words(sizes)),
    ]
    if sizes:
        figures.append(Figure(*against_random(proposal.score, proposal.random_score)))
        figures += _possible(proposal.possible_share)
        weakest = min(proposal.groups, key=lambda group: group.score)
        value = against_random(weakest.score, proposal.random_score)[0]
        note = f"{weakest.group_id}: the weakest group against an average random group"
        figures.append(Figure(value, "in the weakest group", note))
    figures.append(_rules_kept(proposal))
    return tuple(figures)


def _possible(share: float | None) -> list[Figure]:
    if share is None:
        return []
    if share < 0:
        return [Figure("below", "random groups", "which ignore the rules")]
    note = "from random groups to the proven bound"
    return [Figure(percent(share), "of what is possible", note)]


def _rules_kept(proposal: Proposal) -> Figure:
    hard = [rule for rule in proposal.rules if not rule.soft]
    bound = [rule for rule in hard if rule.applies_to]
    if not bound:
        return Figure("none", "hard rules", "that apply to anyone here")
    kept = sum(not rule.n_broken for rule in bound)
    idle = len(hard) - len(bound)
    verb = "applies" if idle == 1 else "apply"
    note = f"{idle} more {verb} to nobody" if idle else "by construction"
    return Figure(f"{kept} of {len(bound)}", "hard rules kept", note)


def size_words(sizes: list[int]) -> str:
    """Say how large groups are.

    Parameters
    ----------
    sizes : list of int
        Leaders in each group.

    Returns
    -------
    str
        Such as "of 8 to 11 leaders".
    """
    if not sizes:
        return "none could be formed"
    return f"of {count_between(min(sizes), max(sizes), 'leader')}"


def against_random(score: float, random_score: float) -> tuple[str, str, str]:
    """Compare a score with that of random groups.

    Parameters
    ----------
    score, random_score : float
        Of the groups offered, and of random ones of the same sizes.

    Returns
    -------
    tuple of str
        Value, label and note of a figure.
    """
    note = f"score {score:.2f}, random groups {random_score:.2f}"
    if random_score > 0:
        change = f"{score / random_score - 1.0:+.0%}"
        even = change.strip("+-0") == "%"
        return "±0%" if even else change, "variety against random", note
    return f"{score - random_score:+.2f}", "score against random", note


def percent(share: float) -> str:
    """Write a share so that only nothing is 0% and only all is 100%.

    Parameters
    ----------
    share : float
        1.0 is all.

    Returns
    -------
    str
        Such as "37%", or "99.6%" where rounding would say all.

    Examples
    --------
    >>> percent(0.371), percent(0.9962), percent(0.001), percent(1.0)
    ('37%', '99.6%', '0.1%', '100%')
    """
    near = min(abs(share), abs(1.0 - share))
    if near >= 0.005 or near < 5e-7:
        return f"{share:.0%}"
    return f"{share:.{2 if near < 0.0005 else 1}%}"


def summary_words(proposal: Proposal) -> str:
    """Sum the proposal up in one paragraph.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    str
        A few sentences.
    """
    return " ".join(filter(None, _summary(proposal)))


def _summary(proposal: Proposal) -> Iterator[str]:
    n_leaders = len(proposal.placements)
    n_seated = int((proposal.labels >= 0).sum())
    sizes = [len(group.rows) for group in proposal.groups]
    if not sizes:
        yield f"None of the {count(n_leaders, 'leader')} could be placed."
    else:
        seated = count(n_leaders, "leader")
        who = f"All {seated}" if n_seated == n_leaders else f"{n_seated:,} of {seated}"
        groups = count(len(sizes), "group")
        yield f"{who} sit in {groups} {size_words(sizes)}."
        yield from _variety(proposal)
        yield _learned(proposal)
        yield _STATUS.get(proposal.status, "")
    hard = sum(not rule.soft for rule in proposal.rules)
    broken = [rule for rule in proposal.rules if rule.n_broken]
    if hard:
        yield "Every hard rule is kept in every group."
    if broken:
        yield f"{count(len(broken), 'soft rule')} could not be kept everywhere."
    if 0 < n_seated < n_leaders:
        left = n_leaders - n_seated
        verb = "has" if left == 1 else "have"
        yield f"{count(left, 'leader')} {verb} no seat yet; the reasons stand below."


def _learned(proposal: Proposal) -> str:
    """Say what feedback has taught, of everyone together."""
    value = proposal.value
    if value is None:
        return ""
    return (
        f"As learned from feedback, a member can expect {percent(value.mean)} of the "
        f"peers in a group to be of value, against {percent(value.random)} in a random "
        "one."
    )


def _variety(proposal: Proposal) -> Iterator[str]:
    value, label, _ = against_random(proposal.score, proposal.random_score)
    if value == "±0%":
        yield "They are as varied as random groups of the same sizes."
    elif label.startswith("variety"):
        sense = "more" if proposal.score >= proposal.random_score else "less"
        clause = (
            f"{value.lstrip('+-')} {sense} varied than random groups of the same sizes"
        )
        share = proposal.possible_share
        tail = ""
        if share is not None and share >= 0:
            tail = (
                f", {percent(share)} of the way to a bound that no grouping can exceed"
            )
        elif sense == "less":
            tail = ", which ignore the rules"
        yield f"They are {clause}{tail}."
    best = [f for f in proposal.facets if f.weight > 0 and f.mean >= 1.005]
    best.sort(key=lambda facet: -facet.mean)
    if best:
        names = listed([spoken(facet.name) for facet in best[:3]])
        yield f"Variety is greatest in {names}."


def facet_rows(facets: tuple[FacetScore, ...]) -> tuple[dict[str, str], ...]:
    """Lay the facets out as a table.

    Parameters
    ----------
    facets : tuple of FacetScore
        As a proposal has them.

    Returns
    -------
    tuple of dict
        One a facet: name, asked, weight, mean, bound, share, known.
    """
    return tuple(
        {
            "name": spoken(facet.name),
            "asked": "alike" if facet.weight < 0 else "varied",
            "weight": f"{facet.weight:g}",
            "mean": f"{facet.mean:.2f}",
            "bound": f"{facet.bound:.2f}" if np.isfinite(facet.bound) else "unknown",
            "share": _facet_share(facet),
            "known": f"{facet.known_share:.0%}",
        }
        for facet in facets
    )


def _facet_share(facet: FacetScore) -> str:
    room = facet.bound - 1.0
    if facet.weight <= 0 or not np.isfinite(room) or room < 1e-9:
        return "-"
    return f"{(facet.mean - 1.0) / room:.0%}"
