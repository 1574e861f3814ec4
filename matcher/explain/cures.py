"""Ways out of a clash: the smallest changes of a program, each tried by counting."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from matcher.grouping import Clash as Count
from matcher.grouping import Problem, count_clashes
from matcher.grouping.rules import Apart, AtLeast, AtMost, Ban, Pin, Rule, Spread
from matcher.pose import Posed

MOST_COUNT = 1000  # the largest count that a rule of a program takes
WIDER = (1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)


@dataclass(frozen=True, slots=True)
class Cures:
    """Finds what would end a clash, and keeps what it has counted.

    Attributes
    ----------
    posed : Posed
        The problem, with names for its numbers.
    counted : dict
        Rows that still clash after a change; filled as needed.
    """

    posed: Posed
    counted: dict[tuple[str, str, float], frozenset[int]] = field(default_factory=dict)

    def cure(self, clash: Count) -> str:
        """Name the smallest changes that end a clash.

        Parameters
        ----------
        clash : matcher.grouping.Clash
            As counted on the problem as it stands.

        Returns
        -------
        str
            One sentence; every number in it has been tried by counting again.
        """
        if clash.rules[0] == "together":
            return self._untie(clash)
        rule = self._rule(clash.rules[0])
        match rule:
            case AtMost():
                said = self._raise_cap(clash, rule)
            case AtLeast():
                said = self._lower_floor(clash, rule)
            case Spread():
                said = self._widen(clash, rule)
            case Pin():
                said = self._unpin(clash)
            case Apart():
                otherwise = "Leave out some of the people in it, or a relation."
                said = _choice([self._min(clash, None)], otherwise)
            case _:
                options = [self._min(clash, None), self._max(clash, None)]
                said = _choice(options, "Add leaders, or leave some out.")
        return said

    def _rule(self, name: str) -> Rule | None:
        return next((r for r in self.posed.problem.rules if r.name == name), None)

    def _raise_cap(self, clash: Count, rule: AtMost) -> str:
        most = min(len(clash.rows), MOST_COUNT)
        count = _nearest(rule.count, most, self._try(clash, rule, "count"))
        where = f"count = {count} in this rule"
        item = next(
            (i for i in self.posed.rules.items if i.array.name == rule.name), None
        )
        if item is not None and item.rule.origin == "derived":
            column = getattr(item.rule, "column", "")
            where = f'count = {count} in an at_most rule of your own on "{column}"'
        options = ["" if count is None else where, self._min(clash, rule)]
        return _choice(options, "Leave out some of the people in it, or the rule.")

    def _lower_floor(self, clash: Count, rule: AtLeast) -> str:
        count = _nearest(rule.count, 1, self._try(clash, rule, "count"))
        where = "" if count is None else f"count = {count} in this rule"
        options = [where, self._max(clash, rule), self._min(clash, rule)]
        return _choice(options, "Leave the rule out, or make it soft = true.")

    def _widen(self, clash: Count, rule: Spread) -> str:
        key = "difference" if rule.ratio is None else "ratio"
        is_cured = self._try(clash, rule, key)
        width = rule.ratio or rule.difference or 1.0
        wide = (float(f"{width * factor:.3g}") for factor in WIDER)
        found = next((value for value in wide if is_cured(value)), None)
        where = "" if found is None else f"{key} = {found:.12g} in this rule"
        options = [where, self._min(clash, rule)]
        return _choice(options, "Leave out the people in it, or the rule.")

    def _untie(self, clash: Count) -> str:
        tied = f"{len(clash.rows)} leaders are tied together"
        names = [name for name in clash.rules[1:] if name != "sizes"]
        if names:
            broken = " and ".join(f"“{name}”" for name in names)
            return f"{tied}: untie some of them, or leave out {broken}."
        if self._try(clash, None, "max")(len(clash.rows)):
            return f"{tied}: raise max to {len(clash.rows)} or untie some."
        return f"{tied}: untie some of them."

    def _unpin(self, clash: Count) -> str:
        if len(clash.rules) == 1:
            return "Pin them to one group, or untie them."
        if isinstance(self._rule(clash.rules[1]), Ban):
            return "Take out the pin or the ban."
        if clash.rules[1] != "sizes":
            broken = " and ".join(f"“{name}”" for name in clash.rules[1:])
            return f"Unpin some of them, or leave out {broken}."
        few = f"Unpin {clash.n_unseated}"
        if self._try(clash, None, "max")(len(clash.rows)):
            return f"{few} or raise max to {len(clash.rows)}."
        return f"{few} of them."

    def _min(self, clash: Count, rule: Rule | None) -> str:
        low = int(self.posed.problem.sizes.low[0])
        least = _nearest(low, 2, self._try(clash, rule, "min")) if low > 2 else None
        if least is None:
            return ""
        is_folded = least <= self.posed.program.size.fold_at
        fold = f" and fold_at = {least - 1}" if is_folded else ""
        return f"min = {least}{fold} under [size]"

    def _max(self, clash: Count, rule: Rule | None) -> str:
        high = int(self.posed.problem.sizes.high[0])
        n_leaders = self.posed.problem.n_leaders
        most = _nearest(high, max(high, n_leaders), self._try(clash, rule, "max"))
        return "" if most is None else f"max = {most} under [size]"

    def _try(
        self, clash: Count, rule: Rule | None, key: str
    ) -> Callable[[float], bool]:
        """Make a test of whether counting with a number leaves this clash out."""

        def is_cured(value: float) -> bool:
            at = (clash.rules[0], key, value)
            if at not in self.counted:
                counts = count_clashes(self._changed(clash, rule, key, value))
                same = (c for c in counts if clash.rules[0] in c.rules)
                self.counted[at] = frozenset(row for c in same for row in c.rows)
            return self.counted[at].isdisjoint(clash.rows)

        return is_cured

    def _changed(
        self, clash: Count, rule: Rule | None, key: str, value: float
    ) -> Problem:
        problem = self.posed.problem
        sizes = problem.sizes
        rules: tuple[Rule, ...] = problem.rules if rule is None else (rule,)
        if clash.rules[0] == "sizes":
            rules = ()
        if key == "min":
            sizes = replace(sizes, low=np.array([int(value)]))
        elif key == "max":
            sizes = replace(sizes, high=np.array([int(value)]))
        elif isinstance(rule, AtMost | AtLeast):
            rules = (replace(rule, count=int(value)),)
        elif isinstance(rule, Spread) and rule.ratio is not None:
            rules = (replace(rule, ratio=value),)
        elif isinstance(rule, Spread):
            rules = (replace(rule, difference=value),)
        return replace(problem, sizes=sizes, rules=rules)


def _nearest(near: int, far: int, is_cured: Callable[[float], bool]) -> int | None:
    """Find the number nearest to `near` that cures; all beyond it cure as well."""
    if near == far or not is_cured(far):
        return None
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if is_cured(middle) else (middle, far)
    return far


def _choice(options: list[str], otherwise: str) -> str:
    found = [option for option in options if option]
    if not found:
        return otherwise
    each = {1: "it", 2: "either"}.get(len(found), "any")
    return f"Set {', or '.join(found)}; {each} ends this clash."
