"""What was told in confidence, and must show in no output but its owner's."""

from collections.abc import Sequence

from matcher.pose import Posed


def rests_on_declared(names: Sequence[str], posed: Posed) -> bool:
    """Tell whether one of these rules rests on what leaders declared in confidence.

    Parameters
    ----------
    names : sequence of str
        Names of rules as arrays.
    posed : Posed
        The problem, with names for its numbers.

    Returns
    -------
    bool
        Whether one of them keeps apart who declared a relation.
    """
    kinds = {item.array.name: item.rule.kind for item in posed.rules.items}
    return any(kinds.get(name) == "apart" for name in names)
