"""Numbers, names and lists as people write them."""

from collections.abc import Sequence

_MOST_NAMED = 3
_SPOKEN = {"employees": "headcount"}


def count(number: int, noun: str, plural: str = "") -> str:
    """Say how many there are of something.

    Parameters
    ----------
    number : int
        How many.
    noun, plural : str
        What; the plural is the noun with an s unless given.

    Returns
    -------
    str
        Such as "1 leader" or "1,200 leaders".
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def count_between(low: int, high: int, noun: str) -> str:
    """Say how many there are of something, from the fewest to the most.

    Parameters
    ----------
    low, high : int
        The fewest and the most.
    noun : str
        What, in the singular.

    Returns
    -------
    str
        Such as "10 leaders" or "8 to 10 leaders".
    """
    most = count(high, noun)
    return most if low == high else f"{low:,} to {most}"


def listed(names: Sequence[str]) -> str:
    """Join names the way people do.

    Parameters
    ----------
    names : sequence of str
        What to join.

    Returns
    -------
    str
        Such as "a, b and c".
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def named_ids(leader_ids: Sequence[str]) -> str:
    """Name a few leaders and count the rest.

    Parameters
    ----------
    leader_ids : sequence of str
        Ids, the first of which are named.

    Returns
    -------
    str
        Such as "L-1, L-2, L-3 and 4 more".
    """
    if len(leader_ids) <= _MOST_NAMED + 1:
        return listed(leader_ids)
    rest = len(leader_ids) - _MOST_NAMED
    return listed([*leader_ids[:_MOST_NAMED], f"{rest:,} more"])


def spoken(name: str) -> str:
    """Write the name of a facet or column as words.

    Parameters
    ----------
    name : str
        Name as in a program file.

    Returns
    -------
    str
        The name with spaces for underscores; people in a company are a headcount.
    """
    return _SPOKEN.get(name, name.replace("_", " "))


def written(number: float, column: str) -> str:
    """Write a number of a column as people do: three digits and a unit.

    Parameters
    ----------
    number : float
        The value, finite.
    column : str
        Name of its column; years are written in full.

    Returns
    -------
    str
        Such as "1995", "850", "2,200", "12.5M" or "2.42B".
    """
    if column == "founded":
        return f"{number:.0f}"
    size = abs(number)
    for unit, scale in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if size >= 0.9995 * scale and not (unit == "k" and size < 9999.5):
            return f"{number / scale:.3g}{unit}"
    return f"{number:,.0f}" if size >= 1000.0 else f"{number:.4g}"


def times(low: float, high: float) -> str:
    """Write how many times a number goes into another.

    Parameters
    ----------
    low, high : float
        The smaller number, above 0, and the larger.

    Returns
    -------
    str
        Such as "3.4" or "18".
    """
    factor = high / low
    return f"{factor:.1f}" if factor < 9.95 else written(round(factor), "")
