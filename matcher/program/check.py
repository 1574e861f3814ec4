"""Does a program fit a roster? What is not there is named before anything is run."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from matcher.errors import ProgramError
from matcher.program.column_rules import AtLeast, AtMost, NotOnly, Share, Spread, Within
from matcher.program.fields import did_you_mean, one_line
from matcher.program.meeting_rules import Guide
from matcher.program.people_rules import Ban, Pin
from matcher.program.program import Program
from matcher.program.repeats import repeat_remarks
from matcher.program.rules import Rule
from matcher.program.wording import GENDER
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster
from models.facets import CANONICAL, COLUMN, shadowed_columns

_SAME = {
    "employer": ("company", "company_id"),
    "parent": ("parent_company_id",),
    "parentcompany": ("parent_company_id",),
    "emaildomain": ("email",),
    "gender": GENDER,
    "moderator": ("is_moderator", "forum_moderator", "facilitator", "is_facilitator"),
}
_CUSTOM = re.compile(r"__(?:pc|[crx])$", re.IGNORECASE)

ColumnRule = AtMost | AtLeast | NotOnly | Spread | Share | Guide


def check_program(
    program: Program, roster: Roster, *, facets: Collection[str]
) -> tuple[Program, tuple[str, ...]]:
    """Hold a program against the roster that it is to be used on.

    What the file itself asks for must be there. What only its preset asks for is
    left out with a remark when the roster lacks it.

    Parameters
    ----------
    program : Program
        As read.
    roster : Roster
        The leaders.
    facets : collection of str
        Names of the facets that can be made of the roster.

    Returns
    -------
    Program
        The same with the columns under the roster's names and without what the
        preset asked for in vain.
    tuple of str
        A sentence for each thing left out or replaced.

    Raises
    ------
    ProgramError
        If a rule's column, a weight's facet or a pin's leader does not exist, or
        `spread` is asked of a column of text.
    """
    fit = _Fit(program.source, roster, row_by_id(roster))
    variety = fit.variety(program, facets)
    rules = [fit.rule(rule) for rule in program.rules]
    kept = tuple(rule for rule in rules if rule is not None)
    fit.remarks.extend(repeat_remarks(kept))
    fitted = replace(program, variety=variety, rules=kept)
    return fitted, tuple(dict.fromkeys(fit.remarks))


@dataclass(frozen=True, slots=True)
class _Fit:
    source: str
    roster: Roster
    rows: Mapping[str, int]
    remarks: list[str] = field(default_factory=list)

    def variety(self, program: Program, facets: Collection[str]) -> Mapping[str, float]:
        absent = [facet for facet in program.variety if facet not in facets]
        for facet in absent:
            if facet in program.stated_facets:
                line = program.facet_lines.get(facet)
                what = self._no_facet(facet, facets)
                raise ProgramError(one_line(self.source, line, what))
        if absent:
            names = ", ".join(absent)
            self.remarks.append(f"The roster says nothing on {names}: not weighed.")
        for name in shadowed_columns(self.roster.table):
            asked = f"{COLUMN}{name}" in program.variety
            if name in program.stated_facets and not asked:
                own = ", ".join(c for c in CANONICAL[name] if c in self.roster.table)
                self.remarks.append(
                    f'"{name}" under [variety] is the facet read from {own}, not the '
                    f'column of that name: weigh that as "{COLUMN}{name}".'
                )
        return {f: w for f, w in program.variety.items() if f not in absent}

    def _no_facet(self, facet: str, facets: Collection[str]) -> str:
        if facet in self.roster.table:
            return (
                f'variety.{facet}: column "{facet}" says who a leader is and cannot be '
                'a facet; a rule such as "not_only" can use it'
            )
        hint = did_you_mean(facet, facets)
        return f'variety.{facet}: the roster gives no facet "{facet}"; {hint}'

    def rule(self, rule: Rule) -> Rule | None:
        if isinstance(rule, Pin | Ban):
            self._check_leader(rule)
        if isinstance(rule, Within):
            return self._within(rule)
        if isinstance(rule, Guide) and not rule.column:
            return rule
        if isinstance(rule, AtMost | AtLeast | NotOnly | Spread | Share | Guide):
            return self._about_column(rule)
        return rule

    def _check_leader(self, rule: Pin | Ban) -> None:
        if rule.leader in self.rows:
            return
        near = did_you_mean(rule.leader, self.rows)
        hint = near if near.startswith("did") else "pins take a leader_id"
        self._fail(rule, f'the roster has no leader "{rule.leader}"; {hint}')

    def _within(self, rule: Within) -> Rule | None:
        needed = ("latitude", "longitude") if rule.km is not None else ("time_zone",)
        absent = [column for column in needed if column not in self.roster.table]
        if not absent:
            return rule
        self._leave_out(rule, f'the roster has no column "{absent[0]}"')
        return None

    def _about_column(self, rule: ColumnRule) -> Rule | None:
        table = self.roster.table
        column = find_column(rule.column, self.roster)
        if column is None and isinstance(rule, Spread) and rule.fallback in table:
            self.remarks.append(
                f"The roster has no {rule.column}: {rule.fallback} takes its place "
                "in the peer floor."
            )
            column = rule.fallback
        if column is None:
            hint = did_you_mean(rule.column, [str(name) for name in table.columns])
            what = f'the roster has no column "{rule.column}"'
            self._leave_out(rule, f"{what}; {hint}")
            return None
        is_number = pd.api.types.is_numeric_dtype(table[column])
        if isinstance(rule, Spread) and not is_number:
            what = f'column "{column}" holds no numbers, and a spread needs them'
            self._leave_out(rule, what)
            return None
        if table[column].isna().all():
            return self._blank(rule, column)
        return replace(rule, column=column)

    def _blank(self, rule: ColumnRule, column: str) -> Rule | None:
        self.remarks.append(
            f'Column "{column}" is blank for everyone: '
            f'"{rule.sentence()}" binds nobody.'
        )
        return None if rule.origin == "preset" else replace(rule, column=column)

    def _leave_out(self, rule: ColumnRule | Within, what: str) -> None:
        if rule.origin != "preset":
            self._fail(rule, what)
        reason, _, hint = what.partition("; ")
        near = re.match(r'did you mean (".*")', hint)
        nearest = f"; the nearest is {near[1]}" if near else ""
        self.remarks.append(f'Left out "{rule.sentence()}": {reason}{nearest}.')

    def _fail(self, rule: Rule, what: str) -> None:
        text = f"{rule.kind} rule: {what}"
        raise ProgramError(one_line(self.source, rule.line, text))


def find_column(name: str, roster: Roster) -> str | None:
    """Find the column that a program means.

    Parameters
    ----------
    name : str
        As the program writes it: the roster's name of the column, in any case and
        with blanks or hyphens for underscores and without the `__c` of a custom
        field, its header in the source, or "employer", "parent company" and "e-mail
        domain". For "gender" what stands for it in other words, such as "Sex".
    roster : Roster
        The leaders and the report of how columns were mapped.

    Returns
    -------
    str or None
        Name in the roster's table; None if there is no such column.
    """
    columns = [str(column) for column in roster.table.columns]
    if name in columns:
        return name
    folded = [column for column in columns if _fold(column) == _fold(name)]
    for same in _SAME.get(_fold(name), ()) if not folded else ():
        folded = folded or [
            column for column in columns if _fold(column) == _fold(same)
        ]
    if len(folded) == 1:
        return folded[0]
    headers = [
        use.canonical or use.source
        for use in roster.report.columns
        if _fold(use.source) == _fold(name)
    ]
    found = dict.fromkeys(header for header in headers if header in columns)
    return next(iter(found)) if len(found) == 1 else None


def _fold(name: str) -> str:
    plain = _CUSTOM.sub("", name.strip()).casefold()
    return "".join(c for c in plain if c.isalnum())
