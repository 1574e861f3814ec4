"""Why each group is a good mix, what it covers, and its weakest point.

Everything is counted for all groups at once; only the few facts that are told are
looked up one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.explain.counts import (
    Bearers,
    Extent,
    Tally,
    bearers_of,
    extent,
    find_nested,
    tally,
)
from matcher.explain.evidence import Evidence
from matcher.explain.facts import (
    Alike,
    Answer,
    Crowded,
    Fact,
    Industries,
    Loners,
    LowFacet,
    NothingWeak,
    Sectors,
    Shared,
    Span,
    Uneven,
    Unknown,
    Varied,
    sentence,
    with_names,
)
from matcher.explain.faultline import GroupCamps

_MOST_FACETS = 3
_FAIR_SECTOR_SHARE = 0.4
_WIDE_FACTOR = 30.0
_USUAL_FAULTLINE = 0.3


@dataclass(frozen=True, slots=True)
class FacetTable:
    """How each group does on each facet of the score.

    Attributes
    ----------
    names : tuple of str
        The facets.
    weights : ndarray of shape (n_facets,)
        Their weights in the score; negative asks for likeness.
    scores : ndarray of shape (n_groups, n_facets)
        Mean pair distance; 1.0 is a random pair.
    camps : tuple of GroupCamps
        How far each group splits into two camps; empty where it was not measured.
    """

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    scores: NDArray[np.float64]
    camps: tuple[GroupCamps, ...] = ()

    def __post_init__(self) -> None:
        shapes = (len(self.names),), (len(self.scores), len(self.names))
        if (self.weights.shape, self.scores.shape) != shapes:
            msg = (
                f"{len(self.names)} facets need as many weights and columns of scores, "
                f"got shapes {self.weights.shape} and {self.scores.shape}."
            )
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class GroupReason:
    """The facts told of one group.

    Attributes
    ----------
    mix : tuple of Fact
        Who is brought together.
    variety : tuple of Fact
        On which facets the group is more varied, or more alike, than random.
    coverage : tuple of Fact
        Sectors; themes that several share; who offers what others seek.
    weakness : Fact
        The weakest point.
    """

    mix: tuple[Fact, ...]
    variety: tuple[Fact, ...]
    coverage: tuple[Fact, ...]
    weakness: Fact

    def with_names(self, names: Mapping[str, str]) -> "GroupReason":
        """Put names in the place of ids.

        Parameters
        ----------
        names : mapping of str to str
            Name by id; an id without one stays.

        Returns
        -------
        GroupReason
            The same facts; their texts name people.
        """
        return GroupReason(
            mix=tuple(with_names(fact, names) for fact in self.mix),
            variety=tuple(with_names(fact, names) for fact in self.variety),
            coverage=tuple(with_names(fact, names) for fact in self.coverage),
            weakness=with_names(self.weakness, names),
        )

    @property
    def reason(self) -> str:
        """Why this mix, in one or two sentences."""
        return f"{sentence(self.mix)} {sentence(self.variety)}".strip()

    @property
    def covers(self) -> tuple[str, ...]:
        """What the group brings together, a clause each."""
        return tuple(fact.text for fact in self.coverage)

    @property
    def weakest(self) -> str:
        """The weakest point, in a sentence."""
        return sentence((self.weakness,))


def explain_groups(
    evidence: Evidence,
    labels: NDArray[np.intp],
    *,
    facets: FacetTable,
    n_covers: int = 3,
) -> tuple[GroupReason, ...]:
    """Explain every group of an assignment.

    Parameters
    ----------
    evidence : Evidence
        What is known of the leaders.
    labels : ndarray of shape (n_leaders,)
        Row of `facets.scores` that each leader belongs to; -1 where unplaced.
    facets : FacetTable
        How each group does on each facet.
    n_covers : int, default=3
        Most shared themes, and most offers, told of one group.

    Returns
    -------
    tuple of GroupReason
        One a row of `facets.scores`.
    """
    if len(labels) != len(evidence):
        msg = f"labels must have one entry a leader, got {len(labels)}."
        raise ValueError(msg)

    n_groups = len(facets.scores)
    picture = _Picture.of(evidence, labels, n_groups)
    stated = bearers_of(evidence.challenges, labels)
    shared = _first(_shared(evidence, stated), n_groups, n_covers)
    gives = bearers_of(evidence.gives, labels)
    wants = bearers_of(evidence.wants, labels)
    answers = _first(_answers(evidence, gives, wants), n_groups, n_covers)
    loners = _loners(evidence, labels, stated, n_groups)
    return tuple(
        GroupReason(
            mix=tuple(picture.mix(g)),
            variety=tuple(_variety(facets, g)),
            coverage=(*picture.sectors(g), *shared[g], *answers[g]),
            weakness=_weakness(picture, loners[g], facets, g),
        )
        for g in range(n_groups)
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    """Counts of every group."""

    size: NDArray[np.intp]
    sector: Tally
    sector_names: tuple[str, ...]
    industry: Tally
    n_nested: NDArray[np.intp]
    area: Tally
    area_noun: str
    numbers: dict[str, Extent]

    @classmethod
    def of(
        cls, evidence: Evidence, labels: NDArray[np.intp], n_groups: int
    ) -> "_Picture":
        return cls(
            size=np.bincount(labels[labels >= 0], minlength=n_groups),
            sector=tally(evidence.sector.index, labels, n_groups=n_groups),
            sector_names=evidence.sector.names,
            industry=tally(evidence.industry.index, labels, n_groups=n_groups),
            n_nested=np.bincount(
                labels[find_nested(evidence.codes, labels)], minlength=n_groups
            ),
            area=tally(evidence.areas, labels, n_groups=n_groups),
            area_noun=evidence.area_noun,
            numbers={
                name: extent(values, labels, n_groups=n_groups)
                for name, values in evidence.numbers.items()
            },
        )

    def sectors(self, g: int) -> Iterator[Fact]:
        ranked = self.sector.ranked[g]
        if ranked:
            titles = tuple(self.sector_names[sector] for sector, _ in ranked)
            yield Sectors(titles, tuple(number for _, number in ranked))

    def mix(self, g: int) -> Iterator[Fact]:
        known = int(self.industry.n_known[g])
        yield Industries(
            n_leaders=int(self.size[g]),
            n_known=known,
            n_sectors=int(self.sector.n_distinct[g]),
            is_distinct=known > 1
            and not self.n_nested[g]
            and known == int(self.industry.n_distinct[g]),
        )
        for name, ends in self.numbers.items():
            low, high = float(ends.low[g]), float(ends.high[g])
            span = Span(name, low, high, int(ends.n_known[g]))
            if span.n_known >= 2 and span.is_told:
                yield span
                return


def _variety(facets: FacetTable, g: int) -> Iterator[Fact]:
    scores = facets.scores[g]
    order = np.argsort(-scores, kind="stable").tolist()
    varied = [f for f in order if facets.weights[f] > 0 and scores[f] >= 1.005]
    if varied:
        yield Varied(_named(facets, scores, varied))
    alike = [f for f in reversed(order) if facets.weights[f] < 0 and scores[f] < 0.995]
    if alike:
        yield Alike(_named(facets, scores, alike))


def _named(
    facets: FacetTable, scores: NDArray[np.float64], which: list[int]
) -> tuple[tuple[str, float], ...]:
    return tuple((facets.names[f], float(scores[f])) for f in which[:_MOST_FACETS])


def _shared(evidence: Evidence, stated: Bearers) -> Iterator[tuple[int, Fact]]:
    """Name the themes that several leaders of a group state, the widest first."""
    for (g, theme), rows in sorted(
        stated.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1])
    ):
        if len(rows) >= 2:
            yield g, Shared(evidence.themes[theme], evidence.ids(rows))


def _answers(
    evidence: Evidence, gives: Bearers, wants: Bearers
) -> Iterator[tuple[int, Fact]]:
    """Name who offers what others in the group seek, the rarest offer first."""
    for (g, theme), givers in sorted(
        gives.items(), key=lambda item: (item[0][0], len(item[1]), item[0][1])
    ):
        # Who both offers and seeks a theme is left out: it would read oddly.
        seekers = [row for row in wants.get((g, theme), ()) if row not in givers]
        if seekers:
            yield (
                g,
                Answer(
                    evidence.themes[theme], evidence.ids(givers), evidence.ids(seekers)
                ),
            )


def _first(
    facts: Iterable[tuple[int, Fact]], n_groups: int, most: int
) -> list[tuple[Fact, ...]]:
    kept: list[list[Fact]] = [[] for _ in range(n_groups)]
    for g, fact in facts:
        if len(kept[g]) < most:
            kept[g].append(fact)
    return [tuple(own) for own in kept]


def _loners(
    evidence: Evidence, labels: NDArray[np.intp], stated: Bearers, n_groups: int
) -> list[tuple[str, ...]]:
    """Find, group by group, who states themes of which no peer states any."""
    lonely = (np.diff(evidence.challenges.indptr) > 0) & (labels >= 0)
    for rows in stated.values():
        if len(rows) >= 2:
            lonely[rows] = False
    loners: list[list[str]] = [[] for _ in range(n_groups)]
    for row in np.flatnonzero(lonely).tolist():
        loners[labels[row]].append(evidence.leader_ids[row])
    return [tuple(ids) for ids in loners]


def _weakness(
    picture: _Picture, loners: tuple[str, ...], facets: FacetTable, g: int
) -> Fact:
    """Choose the gravest of a group's shortcomings; gravities are shares in [0, 1]."""
    size = int(picture.size[g])
    known, top = int(picture.sector.n_known[g]), int(picture.sector.n_top[g])
    grave: list[tuple[float, Fact]] = [_low_facet(picture, facets, g)]
    if loners:
        grave.append((0.3 * len(loners) / size, Loners(loners)))
    if known >= 2 and top >= 2:
        title = picture.sector_names[picture.sector.top[g]]
        crowded = Crowded(title, top, known)
        grave.append((top / known - _FAIR_SECTOR_SHARE, crowded))
    if picture.sector_names and known < size:
        unknown = Unknown("industry", size - known, size)
        grave.append((0.5 * unknown.n_unknown / size, unknown))
    grave += _wide_spans(picture, g)
    if facets.camps and facets.camps[g].n_smaller:
        grave.append((facets.camps[g].faultline - _USUAL_FAULTLINE, facets.camps[g]))
    gravity, fact = max(grave, key=lambda item: item[0])
    return fact if gravity > 0.005 else grave[0][1]


def _low_facet(picture: _Picture, facets: FacetTable, g: int) -> tuple[float, Fact]:
    if not len(facets.names):
        return 0.0, NothingWeak()
    shortfall = np.sign(facets.weights) * (1.0 - facets.scores[g])
    scale = np.abs(facets.weights) / max(float(np.abs(facets.weights).max()), 1e-300)
    gravity = np.sqrt(scale) * shortfall
    f = int(np.argmax(gravity))
    name, score = facets.names[f], float(facets.scores[g, f])
    if gravity[f] <= 0.005:
        return 0.0, _least_varied(facets, g)
    return float(gravity[f]), LowFacet(
        name,
        score,
        is_alike_wanted=bool(facets.weights[f] < 0),
        n_same_area=int(picture.area.n_top[g]) if name == "place" else 0,
        n_areas_known=int(picture.area.n_known[g]),
        area_noun=picture.area_noun,
    )


def _least_varied(facets: FacetTable, g: int) -> Fact:
    varied = np.flatnonzero(facets.weights > 0)
    if not len(varied):
        return NothingWeak()
    f = int(varied[np.argmin(facets.scores[g, varied])])
    return NothingWeak(facets.names[f], float(facets.scores[g, f]))


def _wide_spans(picture: _Picture, g: int) -> Iterator[tuple[float, Fact]]:
    """Yield revenue and headcount that differ so much that few will feel as peers."""
    for name in ("revenue", "employees"):
        if name not in picture.numbers:
            continue
        ends = picture.numbers[name]
        low, high = float(ends.low[g]), float(ends.high[g])
        if low > 0 and high / low > _WIDE_FACTOR:
            gravity = min(0.15 * np.log10(high / low / _WIDE_FACTOR), 0.45)
            yield gravity, Uneven(name, low, high)
