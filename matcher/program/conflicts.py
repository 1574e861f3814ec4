"""Conflicts that need no declaring: same employer, parent company, e-mail domain."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.program.categories import Categories, by_domain, by_employer, by_parent
from matcher.program.column_rules import AtMost
from matcher.program.rules import Rule

_SOURCES = (
    ("company", ("company", "company_id"), by_employer),
    ("parent_company_id", ("parent_company_id",), by_parent),
    ("email", ("email",), by_domain),
)


@dataclass(frozen=True, slots=True)
class DerivedRule:
    """A rule that follows from the roster alone.

    Attributes
    ----------
    rule : AtMost
        At most one of a category.
    categories : Categories
        Who shares one.
    remark : str
        What to know beside it; blank if nothing.
    """

    rule: AtMost
    categories: Categories
    remark: str


def derived_rules(
    rules: tuple[Rule, ...], table: pd.DataFrame
) -> tuple[tuple[DerivedRule, ...], tuple[str, ...]]:
    """Find the conflicts that the roster itself shows.

    A rule of the program about the same column takes the place of the derived one,
    and what no two leaders share makes no rule.

    Parameters
    ----------
    rules : tuple of Rule
        Rules of the program.
    table : DataFrame
        Roster.

    Returns
    -------
    tuple of DerivedRule
        Same employer, same parent company, same corporate e-mail domain.
    tuple of str
        A sentence for each that was left out whole, since nothing is shared but what
        most of the roster shares.
    """
    ruled = {rule.column for rule in rules if isinstance(rule, AtMost)}
    derived: list[DerivedRule] = []
    remarks: list[str] = []
    for column, instead, find in _SOURCES:
        if ruled.intersection(instead):
            continue
        found, remark = _without_host(find(table), len(table))
        rule = AtMost(column, origin="derived")
        if found.names and found.sizes.max() > 1:
            derived.append(DerivedRule(rule, found, remark))
        elif remark:
            remarks.append(f'Left out "{rule.sentence()}": {remark}.')
    return tuple(derived), tuple(remarks)


def _without_host(found: Categories, n_leaders: int) -> tuple[Categories, str]:
    """Leave out what most leaders share: the organisation's own, nobody's employer."""
    largest = int(found.sizes.argmax()) if found.names else -1
    if largest < 0 or 2 * found.sizes[largest] <= n_leaders:
        return found, ""
    remark = (
        f"{found.sizes[largest]} of {n_leaders} leaders share one, taken for the "
        "organisation's own; it keeps nobody apart"
    )
    codes = np.where(found.codes == largest, -1, found.codes)
    return Categories(codes, found.names), remark
