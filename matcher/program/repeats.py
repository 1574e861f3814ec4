"""Rules that a program states twice: which of the two decides."""

from matcher.program.column_rules import AtLeast, AtMost, Spread, Within
from matcher.program.people_rules import Apart
from matcher.program.rules import Rule


def repeat_remarks(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Say where two hard rules ask for the same, and which of them binds.

    Parameters
    ----------
    rules : tuple of Rule
        Rules of a program, with the columns under the roster's names.

    Returns
    -------
    tuple of str
        A sentence for each rule that another one already implies.

    Examples
    --------
    >>> repeat_remarks((AtMost("city", count=2, line=4), AtMost("city", line=8)))
    ('"no two from the same city" (line 8) decides; "at most two from the same city" \
(line 4) changes nothing beside it.',)
    """
    strictest: dict[tuple[object, ...], Rule] = {}
    remarks: list[str] = []
    for rule in rules:
        subject = _subject(rule)
        if rule.soft or subject is None:
            continue
        other = strictest.setdefault(subject, rule)
        if other is rule:
            continue
        first, second = sorted((other, rule), key=_leeway)
        strictest[subject] = first
        remarks.append(
            f"{_named(first)} decides; {_named(second)} changes nothing beside it."
        )
    return tuple(remarks)


def _subject(rule: Rule) -> tuple[object, ...] | None:
    """Give what a rule speaks of, but for how much it asks."""
    match rule:
        case AtMost():
            return rule.kind, rule.column, rule.level
        case AtLeast():
            return rule.kind, rule.column, rule.value.strip().casefold()
        case Spread():
            return rule.kind, rule.column, rule.ratio is None
        case Within():
            return rule.kind, rule.km is None
        case Apart():
            return rule.kind, rule.relation
        case _:
            return None


def _leeway(rule: Rule) -> float:
    """Order rules about the same by how little they leave free."""
    match rule:
        case AtMost():
            return rule.count
        case AtLeast():
            return -rule.count
        case Spread():
            return rule.ratio or rule.difference or 0.0
        case Within():
            return rule.km or rule.minutes or 0.0
        case Apart():
            return float(rule.level == "no")
        case _:
            return 0.0


def _named(rule: Rule) -> str:
    where = f" (line {rule.line})" if rule.line else ""
    return f'"{rule.sentence()}"{where}'
