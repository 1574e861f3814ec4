"""Flag people who seem to be in a roster more than once."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.roster.columns import encode_series
from matcher.roster.distinct import first_equal
from matcher.roster.names import normalise_employer
from matcher.roster.report import Duplicate
from matcher.roster.tidy import bytes_of, offsets_of

OTHER_SCRIPTS = 0xD2  # first byte; below it all accents are U+0300 to U+036F
_TITLES = r"^(?:dr|mr|mrs|ms|prof|sir) | (?:jr|sr|ii|iii|iv|phd|md|mba|cpa|esq)$"


def find_duplicates(
    table: pd.DataFrame, lines: NDArray[np.int64]
) -> tuple[Duplicate, ...]:
    """Find rows that may be one person; nobody is merged.

    Parameters
    ----------
    table : pandas.DataFrame
        Canonical columns of a roster.
    lines : ndarray of shape (n_leaders,), int64
        Line of each row.

    Returns
    -------
    tuple of Duplicate
        Groups of at least two rows, on the strongest ground that they share: same
        e-mail, same name and company, same name. Ordered by first line.
    """
    n_rows = len(table)
    names = _key(table, "name", _TITLES)
    grounds = [("same e-mail", _key(table, "email", None))]
    is_twice = (names >= 0) & (np.bincount(names + 1)[names + 1] > 1)
    if is_twice.any():
        companies = _employers(table, is_twice)
        both = np.where(
            is_twice & (companies >= 0), names * (n_rows + 1) + companies, -1
        )
        grounds.append(("same name and company", both))
        grounds.append(("same name", names))
    found: list[tuple[str, tuple[int, ...]]] = []
    seen: set[tuple[int, ...]] = set()
    for ground, keys in grounds:
        for rows in _groups(keys):
            if rows in seen or (ground == "same name" and _is_covered(rows, seen)):
                continue
            seen.add(rows)
            found.append((ground, rows))
    return _named(found, table, lines)


def _named(
    found: list[tuple[str, tuple[int, ...]]],
    table: pd.DataFrame,
    lines: NDArray[np.int64],
) -> tuple[Duplicate, ...]:
    rows = sorted({row for _, group in found for row in group})
    ids = dict(zip(rows, table["leader_id"].iloc[rows].tolist(), strict=True))
    duplicates = (
        Duplicate(
            ground,
            tuple(ids[row] for row in group),
            tuple(lines[[*group]].tolist()),
        )
        for ground, group in found
    )
    return tuple(sorted(duplicates, key=lambda duplicate: duplicate.lines))


def _is_covered(rows: tuple[int, ...], seen: set[tuple[int, ...]]) -> bool:
    return any(set(rows) <= set(others) for others in seen if others[0] <= rows[0])


def _groups(keys: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """List the sets of rows that share a key; -1 is no key."""
    (full,) = np.nonzero(keys >= 0)
    if full.size and keys.max() <= keys.size:  # sort only what is there twice
        full = full[np.bincount(keys[full])[keys[full]] > 1]
    order = full[np.argsort(keys[full], kind="stable")]
    if order.size < 2:
        return []
    is_new = np.flatnonzero(np.diff(keys[order])) + 1
    starts = np.concatenate(([0], is_new, [order.size]))
    large = np.flatnonzero(np.diff(starts) > 1)
    return [tuple(order[starts[i] : starts[i + 1]].tolist()) for i in large]


def _key(table: pd.DataFrame, column: str, drop: str | None) -> NDArray[np.int64]:
    """Give texts that say the same one number; -1 where blank."""
    if column not in table:
        return np.full(len(table), -1, dtype=np.int64)
    encoded = encode_series(table[column])
    is_ascii = bytes_of(encoded.texts).max(initial=0) < 128
    plain = (pc.ascii_lower if is_ascii else pc.utf8_lower)(encoded.texts)
    if drop is not None:
        odd = pc.match_substring_regex(plain, f"[^a-z0-9 ]|  |{drop}")
        if pc.any(odd).as_py():
            simple = _simplify(plain.filter(odd), drop)
            plain = pc.replace_with_mask(plain, odd, simple)
    first = first_equal(plain)
    first[np.diff(offsets_of(plain)) == 0] = -1
    keys: NDArray[np.int64] = np.append(first, -1)[encoded.codes]
    return keys


def _employers(table: pd.DataFrame, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the same employer of chosen rows one number; -1 for the others and none."""
    keys = np.full(len(table), -1, dtype=np.int64)
    if "company" not in table:
        return keys
    encoded = encode_series(table.loc[chosen, "company"])
    numbers: dict[str, int] = {"": -1}
    of_text = [
        numbers.setdefault(normalise_employer(text), len(numbers))
        for text in encoded.texts.to_pylist()
    ]
    keys[chosen] = np.array([*of_text, -1], dtype=np.int64)[encoded.codes]
    return keys


def _simplify(plain: pa.Array, drop: str) -> pa.Array:
    """Reduce texts to plain letters and digits, and drop what says nothing."""
    if not pc.all(pc.string_is_ascii(plain)).as_py():
        plain = without_accents(plain)
    plain = _replaced(plain, r"[^\pL\pN ]|  ", r"[^\pL\pN]+", " ")
    return _replaced(pc.utf8_trim_whitespace(plain), drop, drop, "")


def without_accents(texts: pa.Array) -> pa.Array:
    """Take letters apart and leave their accents out.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Any texts, none null.

    Returns
    -------
    pyarrow.LargeStringArray
        In Unicode's form NFKD without marks that go with a letter.
    """
    apart = pc.utf8_normalize(texts, "NFKD")
    offsets, data = offsets_of(apart), bytes_of(apart)
    content = data[offsets[0] : offsets[-1]]
    if content.size == 0 or content.max() >= OTHER_SCRIPTS:
        return _replaced(apart, r"\p{Mn}", r"\p{Mn}+", "")
    following = np.append(content[1:], np.uint8(0))
    is_mark = (content == 0xCC) | ((content == 0xCD) & (following < 0xB0))
    is_mark[1:] |= is_mark[:-1]  # each is two bytes long
    kept = np.concatenate(([0], np.cumsum(~is_mark)))[offsets - offsets[0]]
    return pa.LargeStringArray.from_buffers(
        len(apart), pa.py_buffer(kept), pa.py_buffer(content[~is_mark])
    )


def _replaced(texts: pa.Array, sign: str, pattern: str, by: str) -> pa.Array:
    """Replace a pattern in the texts that show a sign of it; looking is cheaper."""
    found = pc.match_substring_regex(texts, sign)
    if not pc.any(found).as_py():
        return texts
    right = pc.replace_substring_regex(texts.filter(found), pattern, by)
    return pc.replace_with_mask(texts, found, right)
