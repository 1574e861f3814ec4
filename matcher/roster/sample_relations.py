"""How the leaders of the sample sit, and what they declared about each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from matcher.roster.sample_draw import Draw
from matcher.roster.sample_leaders import Leader

RELATION_COLUMNS = ("leader_id", "other_id", "kind", "level", "until", "source")
GROUP_COLUMNS = ("leader_id", "group_id", "locked")
N_PER_BAND = 4  # groups that share a band of company sizes
GROUP_SIZE = 9.4  # average of the seating, in leaders

Pair = tuple[int, int]


def seat_leaders(leaders: Sequence[Leader], group_ids: Sequence[str]) -> dict[int, str]:
    """Seat leaders as a careful volunteer would: bands of size, industries apart.

    Parameters
    ----------
    leaders : sequence of Leader
        The new among them stay without a seat.
    group_ids : sequence of str
        Names to use, as many as it takes.

    Returns
    -------
    dict of int to str
        Position to group.
    """
    seated = [i for i, leader in enumerate(leaders) if not leader.is_new]
    seated.sort(key=lambda i: leaders[i].revenue)
    n_bands = max(1, round(len(seated) / GROUP_SIZE / N_PER_BAND))
    n_bands = min(n_bands, len(group_ids) // N_PER_BAND)
    seats: dict[int, str] = {}
    for band in range(n_bands):
        low, high = (len(seated) * step // n_bands for step in (band, band + 1))
        names = group_ids[N_PER_BAND * band : N_PER_BAND * (band + 1)]
        _seat_band(leaders, sorted(seated[low:high]), names, seats)
    return seats


def _seat_band(
    leaders: Sequence[Leader],
    members: Sequence[int],
    names: Sequence[str],
    seats: dict[int, str],
) -> None:
    sizes = Counter(dict.fromkeys(names, 0))
    labels: Counter[tuple[str, str]] = Counter()
    genders: Counter[tuple[str, str]] = Counter()
    for i in members:
        cells = leaders[i].cells
        best = min(
            names,
            key=lambda name, cells=cells: (  # type: ignore[misc]  # bound per leader
                sizes[name] > min(sizes.values()) + 1,
                labels[name, cells["industry"]],
                sizes[name],
                genders[name, cells["gender"]],
                name,
            ),
        )
        seats[i] = best
        sizes[best] += 1
        labels[best, cells["industry"]] += 1
        genders[best, cells["gender"]] += 1


def declare_relations(
    draw: Draw,
    leaders: Sequence[Leader],
    people: Mapping[str, Any],
    *,
    barred: frozenset[Pair],
) -> list[dict[str, str]]:
    """Let leaders declare what they are to each other.

    Parameters
    ----------
    draw : Draw
        The stream of choices.
    leaders : sequence of Leader
        Who declares.
    people : mapping
        Trades and sources of the word lists.
    barred : frozenset of (int, int)
        Pairs that no relation may join, smaller position first.

    Returns
    -------
    list of dict of str to str
        Rows of relations.csv, in the order of the declaring leader.
    """
    n = len(leaders)
    taken = set(barred)
    found: list[tuple[Pair, str]] = []

    def claim(pairs: Sequence[Pair], kind: str, count: int) -> None:
        free = [pair for pair in pairs if pair not in taken]
        chosen = draw.some(free, count)
        taken.update(chosen)
        found.extend((pair, kind) for pair in chosen)

    every = list(combinations(range(n), 2))
    claim([p for p in every if _compete(leaders, p)], "competitor", n // 6)
    for trade in people["trade"]:
        pairs = [p for p in every if _trade(leaders, p, trade)]
        claim(pairs, "supplier", 2)
        claim(pairs, "customer", 1)
    claim([p for p in every if _share(leaders, p, "family")], "family", 3)
    same_label = [p for p in every if _share_cell(leaders, p, "industry")]
    claim(same_label, "colleague", 6)
    claim(every, "conflict", 5)
    claim([p for p in every if _suit(leaders, p)], "together", 2)
    claim([p for p in every if _share_cell(leaders, p, "city")], "knows", n // 4)
    rows = [_row(draw, leaders, people, pair, kind) for pair, kind in found]
    return sorted(rows, key=lambda row: (row["leader_id"], row["other_id"]))


def _row(
    draw: Draw,
    leaders: Sequence[Leader],
    people: Mapping[str, Any],
    pair: Pair,
    kind: str,
) -> dict[str, str]:
    first, second = pair if draw.chance(0.5) else pair[::-1]
    ends = ("2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-12-31")
    has_level = kind not in {"knows", "together"}
    has_end = kind in {"competitor", "colleague", "conflict"} and draw.chance(0.3)
    return {
        "leader_id": leaders[first].cells["leader_id"],
        "other_id": leaders[second].cells["leader_id"],
        "kind": kind,
        "level": draw.weighted(("no", "ask"), (6, 4)) if has_level else "",
        "until": draw.pick(ends) if has_end else "",
        "source": draw.pick(people["habits"]["sources"]),
    }


def _compete(leaders: Sequence[Leader], pair: Pair) -> bool:
    one, other = (leaders[i] for i in pair)
    is_near = one.cells["state"] == other.cells["state"]
    is_alike = max(one.revenue, other.revenue) < 12 * min(one.revenue, other.revenue)
    return one.what == other.what and (is_near or is_alike)


def _trade(leaders: Sequence[Leader], pair: Pair, trade: Mapping[str, Any]) -> bool:
    one, other = (leaders[i].what for i in pair)
    sells, buys = trade["supplier"], trade["customers"]
    return (one == sells and other in buys) or (other == sells and one in buys)


def _share(leaders: Sequence[Leader], pair: Pair, what: str) -> bool:
    return bool(getattr(leaders[pair[0]], what) == getattr(leaders[pair[1]], what))


def _share_cell(leaders: Sequence[Leader], pair: Pair, column: str) -> bool:
    return leaders[pair[0]].cells[column] == leaders[pair[1]].cells[column]


def _suit(leaders: Sequence[Leader], pair: Pair) -> bool:
    """Both new, alike in size, of different industries: they ask to start together."""
    one, other = (leaders[i] for i in pair)
    is_alike = max(one.revenue, other.revenue) < 4 * min(one.revenue, other.revenue)
    return (
        one.is_new
        and other.is_new
        and is_alike
        and not _share_cell(leaders, pair, "industry")
    )
