"""Compiled search over dense distances, quantised to integers.

Rows are kept in the order of their seats: the slots of a group lie side by side, so
that the gains of trading one row with every other row are one pass over two
contiguous arrays. Integers make every gain exact: nothing drifts, and a gain above
zero is a gain.

Arrays that all kernels share:

- `twice` (n_slots, n_slots): twice the quantised distance between the rows in two
  slots, int16 or int32; 0 where a slot is empty.
- `gains` (n_groups, n_slots), int32: change in diversity when the row in a slot moves
  to a group and nobody makes room; `NEVER` for empty slots.
- `rows` (n_slots,): row in each slot, -1 when empty; the rows of a group fill its
  first slots.
- `starts` (n_groups + 1,), `sizes`, `lower`, `upper` (n_groups,): slots, sizes and
  bounds of the groups.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEVER = np.int32(-(1 << 29))
BITS = np.uint64(20)


class Table(NamedTuple):
    """Arrays of one grouping, changed in place; see the module.

    Attributes
    ----------
    twice, gains, rows, starts, sizes, lower, upper : ndarray
        As the module describes them.
    change : ndarray of shape (n_slots,)
        Scratch, int32.
    """

    twice: NDArray[np.int16] | NDArray[np.int32]
    gains: NDArray[np.int32]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    change: NDArray[np.int32]


@njit(cache=True, nogil=True)
def fill(table: Table, quantised: NDArray[np.int32]) -> int:
    """Recompute `twice` and `gains` from `rows`.

    Parameters
    ----------
    table : Table
        With `rows` and `sizes` set.
    quantised : ndarray of shape (n_leaders, n_leaders)
        Distances as integers.

    Returns
    -------
    int
        Diversity, in the unit of `quantised`.
    """
    twice, gains, rows, starts, sizes, _, _, _ = table
    n_slots = rows.size
    for s in range(n_slots):
        i = rows[s]
        for t in range(n_slots):
            j = rows[t]
            twice[s, t] = 2 * quantised[i, j] if i >= 0 and j >= 0 else 0
    total = 0
    for a in range(sizes.size):
        for s in range(starts[a], starts[a + 1]):
            if rows[s] < 0:
                gains[:, s] = NEVER
                continue
            for h in range(sizes.size):
                summed = np.int64(0)
                for t in range(starts[h], starts[h] + sizes[h]):
                    summed += np.int64(twice[s, t])
                gains[h, s] = summed // 2
            own = gains[a, s]
            total += own
            for h in range(sizes.size):
                gains[h, s] -= own
    return total // 2


@njit(cache=True, nogil=True)
def _shift(table: Table, a: int, h: int) -> None:
    """Add `change` to what each row would find in group `a`, and take it from `h`."""
    gains, starts, change = table.gains, table.starts, table.change
    zero, end = np.uint64(0), np.uint64(change.size)
    first_a, last_a = np.uint64(starts[a]), np.uint64(starts[a + 1])
    first_h, last_h = np.uint64(starts[h]), np.uint64(starts[h + 1])
    for g in range(table.sizes.size):
        row = gains[g]
        if g != a:
            for v in range(first_a, last_a):
                row[v] -= change[v]
        if g != h:
            for v in range(first_h, last_h):
                row[v] += change[v]
    row = gains[a]
    for v in range(zero, first_a):
        row[v] += change[v]
    for v in range(last_a, end):
        row[v] += change[v]
    row = gains[h]
    for v in range(zero, first_h):
        row[v] -= change[v]
    for v in range(last_h, end):
        row[v] -= change[v]


@njit(cache=True, nogil=True)
def swap(table: Table, a: int, h: int, s: int, t: int) -> None:
    """Trade the row in slot `s` of group `a` with that in slot `t` of group `h`.

    Parameters
    ----------
    table : Table
        Changed in place.
    a, h : int
        Two groups.
    s, t : int
        One occupied slot of each.
    """
    twice, gains, rows, change = table.twice, table.gains, table.rows, table.change
    one, other = twice[s], twice[t]
    for v in range(change.size):
        change[v] = np.int32(np.int32(other[v]) - np.int32(one[v])) >> 1
    _shift(table, a, h)
    left_a, left_h = gains[h, s], gains[a, t]
    for g in range(gains.shape[0]):
        kept = gains[g, s]
        gains[g, s] = gains[g, t] - left_h
        gains[g, t] = kept - left_a
    for v in range(change.size):
        mine = one[v]
        one[v] = other[v]
        other[v] = mine
    for v in range(change.size):
        line = twice[v]
        mine = line[s]
        line[s] = line[t]
        line[t] = mine
    rows[s], rows[t] = rows[t], rows[s]


@njit(cache=True, nogil=True)
def move(table: Table, a: int, h: int, s: int) -> None:
    """Move the row in slot `s` of group `a` to the first empty slot of group `h`.

    Parameters
    ----------
    table : Table
        Changed in place.
    a, h : int
        Two groups; `h` has an empty slot.
    s : int
        Occupied slot of `a`; the last row of `a` takes its place.
    """
    twice, gains, rows, sizes = table.twice, table.gains, table.rows, table.sizes
    change = table.change
    t = table.starts[h] + sizes[h]
    last = table.starts[a] + sizes[a] - 1
    for v in range(change.size):
        change[v] = -(np.int32(twice[s, v]) >> 1)
    _shift(table, a, h)
    left = gains[h, s]
    for g in range(gains.shape[0]):
        gains[g, t] = gains[g, s] - left
        gains[g, s] = gains[g, last]
        gains[g, last] = NEVER
    twice[t] = twice[s]
    twice[s] = twice[last]
    twice[last] = 0
    for v in range(change.size):
        line = twice[v]
        line[t] = line[s]
        line[s] = line[last]
        line[last] = 0
    rows[t] = rows[s]
    rows[s] = rows[last]
    rows[last] = -1
    sizes[a] -= 1
    sizes[h] += 1


@njit(cache=True, nogil=True)
def note_room(table: Table, room: NDArray[np.int32]) -> None:
    """Set `room[h]` to 0 where group `h` may grow, else to `NEVER`.

    Parameters
    ----------
    table : Table
        Sizes and bounds.
    room : ndarray of shape (n_groups,)
        Changed in place.
    """
    for h in range(room.size):
        room[h] = 0 if table.sizes[h] < table.upper[h] else NEVER


@njit(cache=True, nogil=True)
def _find_slot(table: Table, a: int, h: int, s: int, gain: int) -> int:
    """Find the first slot of `h` whose trade with `s` gains `gain`; -1 for none."""
    for t in range(table.starts[h], table.starts[h] + table.sizes[h]):
        if table.gains[a, t] - table.twice[s, t] + table.gains[h, s] == gain:
            return int(t)
    return -1


@njit(cache=True, nogil=True)
def draw_bits(state: NDArray[np.uint64]) -> np.uint64:
    """Draw 64 random bits (xorshift; Marsaglia 2003).

    Parameters
    ----------
    state : ndarray of shape (1,)
        Not 0; changed in place.

    Returns
    -------
    uint64
        The new state.
    """
    state[0] ^= state[0] << np.uint64(13)
    state[0] ^= state[0] >> np.uint64(7)
    state[0] ^= state[0] << np.uint64(17)
    return np.uint64(state[0])


@njit(cache=True, nogil=True)
def _best_per_group(
    table: Table,
    a: int,
    s: int,
    room: NDArray[np.int32],
    found: NDArray[np.int32],
) -> np.int32:
    """Set `found[h]` to the best gain of slot `s` with each group; return the best.

    `room[h]` is 0 where the row may also move to group `h` alone, else `NEVER`.
    """
    gains, starts = table.gains, table.starts
    own, line = gains[a], table.twice[s]
    top = NEVER
    for h in range(room.size):
        if h == a:
            found[h] = NEVER
            continue
        m = room[h]
        for v in range(np.uint64(starts[h]), np.uint64(starts[h + 1])):
            m = max(m, np.int32(own[v] - np.int32(line[v])))
        m = np.int32(m + gains[h, s])
        found[h] = m
        top = max(top, m)
    return top


@njit(cache=True, nogil=True)
def choose_group(
    found: NDArray[np.int32],
    draws: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint64]],
    largest: float,
    temperature: float,
) -> int:
    """Draw the variates of all groups, `largest` among them.

    Parameters
    ----------
    found : ndarray of shape (n_groups,)
        Best gain with each group.
    draws : tuple of ndarray
        As for `anneal`.
    largest, temperature : float
        Largest of the variates; their unit, as `anneal` takes it.

    Returns
    -------
    int
        The accepted group with the most to spare; -1 if none is accepted.
    """
    exponentials, _, state = draws
    mask = np.uint64(exponentials.size - 1)
    lucky = np.int64((state[0] >> np.uint64(40)) % np.uint64(found.size))
    chosen, most = -1, 0.0
    for h in range(found.size):
        if found[h] <= -temperature * largest:
            continue
        variate = largest
        if h != lucky:
            variate = min(largest, exponentials[(draw_bits(draws[2]) >> BITS) & mask])
        spare = found[h] + temperature * variate
        if spare > most:
            chosen, most = h, spare
    return chosen


@njit(cache=True, nogil=True)
def anneal(
    table: Table,
    draws: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint64]],
    best: NDArray[np.int64],
    totals: NDArray[np.int64],
    temperature: float,
    n_visits: int,
) -> int:
    """Visit group after group; each of its rows trades or moves as chance allows.

    For each other group the best trade of the row is accepted with the probability of
    Metropolis. One draw decides for all groups at once whether any can be: the largest
    of their exponential variates. Only then are the others drawn, and of the groups
    accepted the one with the most to spare is taken.

    Parameters
    ----------
    table : Table
        Changed in place.
    draws : tuple of ndarray
        Exponential variates (a power of two of them); as many maxima of one fewer of
        them than groups; state of the generator (1,), not 0.
    best : ndarray of shape (n_slots,)
        `rows` of the incumbent, changed in place when one is found.
    totals : ndarray of shape (3,)
        Diversity now; that of `best`; group to visit next. Changed in place.
    temperature : float
        In the unit of `gains`; 0 accepts gains only.
    n_visits : int
        Groups to visit.

    Returns
    -------
    int
        Trades and moves made.
    """
    rows, starts, sizes, maxima = table.rows, table.starts, table.sizes, draws[1]
    mask = np.uint64(maxima.size - 1)
    room = np.empty(sizes.size, np.int32)
    full = np.full(sizes.size, NEVER)
    found = np.empty(sizes.size, np.int32)
    note_room(table, room)
    value, n_accepted, a = totals[0], 0, totals[2]
    for _ in range(n_visits):
        for s in range(starts[a], starts[a + 1]):
            if rows[s] < 0:
                break
            largest = maxima[(draw_bits(draws[2]) >> BITS) & mask]
            free = room if sizes[a] > table.lower[a] else full
            top = _best_per_group(table, a, s, free, found)
            if top <= -temperature * largest:
                continue
            h = choose_group(found, draws, largest, temperature)
            if h < 0:
                continue
            t = _find_slot(table, a, h, s, found[h])
            if t >= 0:
                swap(table, a, h, s, t)
            else:
                move(table, a, h, s)
                note_room(table, room)
            value += found[h]
            n_accepted += 1
        a = a + 1 if a + 1 < sizes.size else 0
        if value > totals[1]:
            totals[1] = value
            best[:] = rows
    totals[0], totals[2] = value, a
    return n_accepted


@njit(cache=True, nogil=True)
def best_gains(table: Table, out: NDArray[np.int32]) -> None:
    """Find the best trade of each row.

    Parameters
    ----------
    table : Table
        Read only.
    out : ndarray of shape (n_slots,)
        Gain of the best trade of the row in each slot; `NEVER` for empty slots.
    """
    n_groups = table.sizes.size
    for a in range(n_groups):
        for s in range(table.starts[a], table.starts[a + 1]):
            top = NEVER
            if table.rows[s] >= 0:
                for h in range(n_groups):
                    if h == a:
                        continue
                    for t in range(table.starts[h], table.starts[h] + table.sizes[h]):
                        gain = table.gains[a, t] - table.twice[s, t]
                        top = max(top, np.int32(gain + table.gains[h, s]))
            out[s] = top
