"""Candidate sheets: where a newcomer would fit, and whom a group could take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.explain.candidate import Candidate
from matcher.explain.evidence import Evidence, Vocabulary
from matcher.explain.facts import Finds, Offers, Only, sentence
from matcher.explain.groups import FacetTable, explain_groups
from matcher.explain.moves import DECLARED
from matcher.explain.placements import explain_placements
from matcher.explain.private import rests_on_declared
from matcher.explain.wording import count, named_ids
from matcher.grouping.inside import broken_inside
from matcher.grouping.part import take_rows
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Ban, NotOnly, Pin, Together
from matcher.grouping.scales import is_hard
from matcher.grouping.score import facet_scores, facet_weights
from matcher.pose import Posed
from matcher.roster.relations import Relations

MOST_NEWCOMERS = 100
MOST_GROUPS = 30  # listed for one newcomer
FEWEST_TOLD = 5  # members of a group in which objections are counted
UNTOLD = "a hard rule"  # of smaller groups, whichever it is

Rows = NDArray[np.intp]


def draw_sheets(posed: Posed, evidence: Evidence) -> tuple[Candidate, ...]:
    """Rank groups for each newcomer of a seating, and newcomers for each group.

    Parameters
    ----------
    posed : Posed
        With a seating; without one there are no newcomers.
    evidence : Evidence
        What is known of the leaders.

    Returns
    -------
    tuple of Candidate
        By newcomer in the order of the roster, the best group first; of more than 30
        groups the best 30. Empty when there are more than 100 newcomers.
    """
    if posed.seating is None or not posed.seating.group_ids:
        return ()
    newcomers = np.flatnonzero(posed.seating.labels < 0)
    if not 0 < newcomers.size <= MOST_NEWCOMERS:
        return ()
    desk = _Desk.of(posed, evidence)
    found = [one for row in newcomers.tolist() for one in desk.sheet(row)]
    return _ranked_in_groups(found)


def _ranked_in_groups(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    by_group: dict[str, list[Candidate]] = {}
    for one in found:
        by_group.setdefault(one.group_id, []).append(one)
    ranks = {
        (one.leader_id, one.group_id): place
        for own in by_group.values()
        for place, one in enumerate(sorted(own, key=_order), start=1)
    }
    return tuple(
        replace(one, rank_in_group=ranks[one.leader_id, one.group_id]) for one in found
    )


def _order(one: Candidate) -> tuple[bool, int, int, float]:
    """Put those who may join first, then the fewest objections, then the most gain."""
    return bool(one.against), one.n_no or 0, one.n_ask or 0, -one.gain


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is looked up for every newcomer."""

    posed: Posed
    problem: Problem
    evidence: Evidence
    labels: Rows
    members: tuple[Rows, ...]
    broken: tuple[frozenset[str], ...]
    before: NDArray[np.float64]
    objections: Mapping[int, Mapping[int, str]]

    @classmethod
    def of(cls, posed: Posed, evidence: Evidence) -> "_Desk":
        assert posed.seating is not None  # noqa: S101 - asked before
        labels = posed.seating.labels.astype(np.intp)
        n_groups = len(posed.seating.group_ids)
        members = tuple(np.flatnonzero(labels == g) for g in range(n_groups))
        scores = facet_scores(posed.problem, labels, n_groups)
        return cls(
            posed=posed,
            problem=posed.problem,
            evidence=evidence,
            labels=labels,
            members=members,
            broken=tuple(
                frozenset(broken_inside(posed.problem, rows)) for rows in members
            ),
            before=scores @ facet_weights(posed.problem),
            objections=_objections(posed),
        )

    def sheet(self, row: int) -> Iterator[Candidate]:
        """Rank the groups for one newcomer."""
        open_groups = [g for g, rows in enumerate(self.members) if rows.size]
        after = self._scores_with(row, open_groups)
        values = after @ facet_weights(self.problem)
        sizes = np.array([self.members[g].size for g in open_groups])
        gains = (sizes + 1) * values - sizes * self.before[open_groups]
        best = np.argsort(-gains, kind="stable")[: 2 * MOST_GROUPS]
        listed = [open_groups[k] for k in best]
        told = self._told(row, listed, after[best])
        found = [
            self._candidate(row, g, float(values[k]), float(gains[k]), told[at])
            for at, (g, k) in enumerate(zip(listed, best.tolist(), strict=True))
        ]
        found = sorted(found, key=_order)[:MOST_GROUPS]
        for place, one in enumerate(found, start=1):
            yield replace(one, rank=place)

    def _scores_with(self, row: int, groups: Sequence[int]) -> NDArray[np.float64]:
        """Score each group as if the newcomer sat in it, by the definition."""
        rows, labels = self._laid_out(row, groups)
        return facet_scores(take_rows(self.problem, rows), labels, len(groups))

    def _laid_out(self, row: int, groups: Sequence[int]) -> tuple[Rows, Rows]:
        """Lay groups out side by side, each with a copy of the newcomer."""
        own = [np.append(self.members[g], row) for g in groups]
        labels = np.repeat(np.arange(len(groups)), [rows.size for rows in own])
        return np.concatenate(own), labels

    def _told(
        self, row: int, groups: Sequence[int], scores: NDArray[np.float64]
    ) -> list[tuple[str, str]]:
        """Say what the newcomer fills in each group, and its weakest point then."""
        rows, labels = self._laid_out(row, groups)
        evidence = _taken(self.evidence, rows)
        names = [facet.name for facet in self.problem.facets]
        if self.problem.value is not None:
            names.append("value")
        table = FacetTable(tuple(names), facet_weights(self.problem), scores)
        weak = [why.weakest for why in explain_groups(evidence, labels, facets=table)]
        places = explain_placements(evidence, labels)
        last = np.cumsum(np.bincount(labels)) - 1  # the copies of the newcomer
        fills = (
            [f for f in places[at].facts if isinstance(f, Only | Offers | Finds)]
            for at in last.tolist()
        )
        return [
            (sentence(facts) if facts else "", weakest)
            for facts, weakest in zip(fills, weak, strict=True)
        ]

    def _candidate(
        self, row: int, g: int, score: float, gain: float, told: tuple[str, str]
    ) -> Candidate:
        assert self.posed.seating is not None  # noqa: S101 - asked before
        levels = [
            self.objections.get(row, {}).get(peer, "")
            for peer in self.members[g].tolist()
        ]
        is_told = self._is_told(g)
        return Candidate(
            leader_id=self.evidence.leader_ids[row],
            group_id=self.posed.seating.group_ids[g],
            rank=0,
            rank_in_group=0,
            against=self._against(row, g),
            n_no=levels.count("no") if is_told else None,
            n_ask=levels.count("ask") if is_told else None,
            fills=told[0],
            overlaps=self._overlaps(row, g),
            score_before=float(self.before[g]),
            score_after=score,
            gain=gain,
            weakest_after=told[1],
        )

    def _against(self, row: int, g: int) -> tuple[str, ...]:
        """Name the hard rules that the newcomer would break in a group."""
        rows = self.members[g]
        high = self.problem.sizes.high
        most = int(high[0] if high.size == 1 else high[g])
        names = [f"full: {count(most, 'leader')} at most"] if rows.size >= most else []
        found = broken_inside(self.problem, np.append(rows, row))
        broken = [name for name in found if name not in self.broken[g]]
        broken += [
            rule.name
            for rule in self.problem.rules
            if is_hard(rule) and self._bars(rule, row, g)
        ]
        for name in broken:
            is_private = rests_on_declared((name,), self.posed)
            told = DECLARED if is_private else name
            names.append(told if self._is_told(g) else UNTOLD)
        return tuple(dict.fromkeys(names))

    def _is_told(self, g: int) -> bool:
        """Tell whether a group is large enough to hide who of it objects."""
        return not self.objections or self.members[g].size >= FEWEST_TOLD

    def _bars(self, rule: object, row: int, g: int) -> bool:
        """Tell whether a rule about seats or company keeps the newcomer out."""
        match rule:
            case Ban():
                return bool(((rule.rows == row) & (rule.groups == g)).any())
            case Pin():
                return bool(((rule.rows == row) & (rule.groups != g)).any())
            case NotOnly():
                own = rule.categories[row]
                return bool(
                    own >= 0 and not (rule.categories[self.members[g]] == own).any()
                )
            case Together():
                tied = rule.pairs[(rule.pairs == row).any(axis=1)].ravel()
                seats = self.labels[tied[tied != row]]
                return bool(((seats >= 0) & (seats != g)).any())
            case _:
                return False

    def _overlaps(self, row: int, g: int) -> str:
        """Say who of the group is from the same industry or sector."""
        peers = self.members[g]
        kinds = (("industry", self.evidence.industry), ("sector", self.evidence.sector))
        for noun, names in kinds:
            own = int(names.index[row])
            same = peers[names.index[peers] == own]
            if own >= 0 and same.size:
                who = named_ids(self.evidence.ids(same.tolist()))
                return f"same {noun} ({names.names[own]}) as {who}"
        return ""


def _objections(posed: Posed) -> dict[int, dict[int, str]]:
    """Find the strictest level between two leaders, whoever declared it."""
    relations, as_of = posed.given.relations or Relations(), posed.given.as_of
    found: dict[int, dict[int, str]] = {}
    for level in ("ask", "no"):
        for kind in relations.kinds:
            if kind in ("knows", "together"):
                continue
            for one, two in relations.pairs(kind, as_of=as_of, level=level).tolist():
                found.setdefault(one, {})[two] = level
                found.setdefault(two, {})[one] = level
    return found


def _taken(evidence: Evidence, rows: Rows) -> Evidence:
    """Take some leaders' evidence, perhaps more than once."""
    return replace(
        evidence,
        leader_ids=evidence.ids(rows.tolist()),
        sector=Vocabulary(evidence.sector.index[rows], evidence.sector.names),
        industry=Vocabulary(evidence.industry.index[rows], evidence.industry.names),
        codes=tuple(evidence.codes[row] for row in rows.tolist()),
        areas=evidence.areas[rows],
        challenges=evidence.challenges[rows],
        gives=evidence.gives[rows],
        wants=evidence.wants[rows],
        numbers={name: values[rows] for name, values in evidence.numbers.items()},
    )
