"""One rule at a time from columns, relations and people to the solver's arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

import numpy as np

from matcher.errors import ProgramError
from matcher.grouping import rules as arrays
from matcher.program.categories import (
    Categories,
    by_domain,
    by_employer,
    by_industry,
    by_parent,
    by_text,
)
from matcher.program.column_rules import AtLeast, AtMost, NotOnly, Share, Spread, Within
from matcher.program.fields import SOFT_PRICE, did_you_mean, one_line
from matcher.program.people_rules import Apart, Ban, Pin, Stay, Together
from matcher.program.rules import Rule
from matcher.program.values import entries, entry_bits, has_value, zone_minutes
from matcher.roster.relations import Relations
from matcher.roster.roster import Roster
from matcher.roster.seating import Seating
from models.encoders.industry import Place, locate_industries

PricedRule = AtMost | AtLeast | NotOnly | Spread | Within | Share | Apart

MAX_SHARED = 63  # the solver keeps shared entries as bits of one number
_WINTER = date(2026, 1, 1)  # clocks of a run without a day


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule of a program, and the same as arrays.

    Attributes
    ----------
    rule : Rule
        As the program says it.
    array : matcher.grouping.rules.Rule
        As the solver takes it; named by the sentence.
    applies_to : int
        Leaders whom the rule can bind.
    remark : str
        What to know beside it; blank if nothing.
    categories : tuple of str
        Names of the categories, for rules about categories.
    """

    rule: Rule
    array: arrays.Rule
    applies_to: int
    remark: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What rules are compiled over.

    Attributes
    ----------
    roster : Roster
        The leaders.
    relations : Relations
        What they declared about each other; may be empty.
    seating : Seating or None
        Where they sit before the run.
    places : tuple of Place
        Industry of each leader in the tree; empty to have them located.
    as_of : date or None
        Day of the run.
    group_ids : tuple of str
        Names of the numbered groups.
    rows : mapping of str to int
        Row of each leader id.
    source : str
        Name of the program file, for messages.
    """

    roster: Roster
    relations: Relations
    seating: Seating | None
    places: tuple[Place, ...]
    as_of: date | None
    group_ids: tuple[str, ...]
    rows: Mapping[str, int]
    source: str

    def fail(self, rule: Rule, what: str) -> NoReturn:
        """Raise the one line that names file, rule and problem.

        Parameters
        ----------
        rule : Rule
            The rule that cannot be compiled.
        what : str
            Why not.

        Raises
        ------
        ProgramError
            Always.
        """
        text = f"{rule.kind} rule: {what}"
        raise ProgramError(one_line(self.source, rule.line, text))


def compile_rule(rule: Rule, scene: Scene) -> CompiledRule | None:
    """Turn one rule into the solver's arrays.

    Parameters
    ----------
    rule : Rule
        A rule of the program.
    scene : Scene
        What it is compiled over.

    Returns
    -------
    CompiledRule or None
        None for a rule that asks nothing here: a preset's about relations that
        nobody declared.

    Raises
    ------
    ProgramError
        If it cannot be compiled, such as to stay where there is no seating.
    """
    compiled: CompiledRule | None
    match rule:
        case AtMost():
            compiled = _at_most(rule, scene)
        case AtLeast():
            compiled = _at_least(rule, scene)
        case NotOnly():
            compiled = _not_only(rule, scene)
        case Spread():
            compiled = _spread(rule, scene)
        case Within():
            compiled = _within(rule, scene)
        case Share():
            compiled = _share(rule, scene)
        case Apart() | Together():
            compiled = _related(rule, scene)
        case Pin() | Ban():
            compiled = _seat(rule, scene)
        case Stay():
            compiled = _stay(rule, scene)
    return compiled


def _price(
    rule: AtMost | AtLeast | NotOnly | Spread | Within | Share | Apart,
) -> float | None:
    if not rule.soft:
        return None
    return SOFT_PRICE if rule.price is None else float(rule.price)


def _at_most(rule: AtMost, scene: Scene) -> CompiledRule:
    found, remark = _categories(rule, scene)
    array = arrays.AtMost(found.codes, rule.count, rule.sentence(), _price(rule))
    return CompiledRule(rule, array, found.n_known, remark, found.names)


def _categories(rule: AtMost, scene: Scene) -> tuple[Categories, str]:
    table = scene.roster.table
    match rule.column:
        case "company" | "company_id":
            found = by_employer(table)
        case "parent_company_id":
            found = by_parent(table)
        case "email":
            found = by_domain(table)
        case "industry":
            return _industries(rule, scene)
        case _:
            found = by_text(table[rule.column])
    return found, _unknown(len(scene.roster) - found.n_known, rule.column)


def _industries(rule: AtMost, scene: Scene) -> tuple[Categories, str]:
    places = scene.places or locate_industries(scene.roster.table["industry"].tolist())
    found = by_industry(places, level=rule.level)
    n_texts = sum(place.how == "unrecognised" for place in places)
    n_short = sum(
        0 < len(place.code.split("-")[0]) < (rule.level or 0) for place in places
    )
    remarks = (
        _unknown(len(places) - found.n_known, "industry"),
        f"{_leaders(n_short)} known to fewer than {rule.level} digits"
        if n_short
        else "",
        f"{_leaders(n_texts)} in an industry not recognised, taken by its text"
        if n_texts
        else "",
    )
    return found, "; ".join(remark for remark in remarks if remark)


def _at_least(rule: AtLeast, scene: Scene) -> CompiledRule:
    marked = has_value(scene.roster.table[rule.column], rule.value)
    if rule.column == "industry" and rule.value.strip().isdigit():
        places = scene.places or locate_industries(
            scene.roster.table["industry"].tolist()
        )
        marked = np.array([p.code.startswith(rule.value.strip()) for p in places])
    if not marked.any():
        scene.fail(rule, f'nobody has "{rule.value}" in column "{rule.column}"')
    array = arrays.AtLeast(marked, rule.count, rule.sentence(), _price(rule))
    return CompiledRule(rule, array, int(marked.sum()))


def _not_only(rule: NotOnly, scene: Scene) -> CompiledRule:
    found = by_text(scene.roster.table[rule.column])
    alone = np.flatnonzero(found.sizes == 1)
    codes = np.where(np.isin(found.codes, alone), -1, found.codes)
    remark = _unknown(int(np.sum(found.codes < 0)), rule.column)
    if alone.size:
        one = f"{_leaders(alone.size)} the only one of their kind in the whole roster"
        remark = f"{remark}; {one}" if remark else one
    array = arrays.NotOnly(codes, rule.sentence(), _price(rule))
    return CompiledRule(rule, array, int(np.sum(codes >= 0)), remark, found.names)


def _spread(rule: Spread, scene: Scene) -> CompiledRule:
    values = scene.roster.table[rule.column].to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.where(np.isfinite(values), values, np.nan)
    if rule.ratio is not None:
        values = np.where(values > 0.0, values, np.nan)
    n_known = int(np.sum(~np.isnan(values)))
    array = arrays.Spread(
        values, rule.ratio, rule.difference, rule.sentence(), _price(rule)
    )
    remark = _unknown(values.size - n_known, rule.column)
    return CompiledRule(rule, array, n_known, remark)


def _within(rule: Within, scene: Scene) -> CompiledRule:
    table = scene.roster.table
    if rule.km is not None:
        places = table[["latitude", "longitude"]].to_numpy(dtype=np.float64)
        what = "place"
    else:
        places = zone_minutes(table["time_zone"], scene.as_of or _WINTER)[:, None]
        what = "time zone"
    is_known = np.isfinite(places).all(axis=1)
    array = arrays.Within(
        np.where(is_known[:, None], places, np.nan),
        rule.km,
        rule.minutes,
        rule.sentence(),
        _price(rule),
    )
    n_known = int(is_known.sum())
    return CompiledRule(rule, array, n_known, _unknown(places.shape[0] - n_known, what))


def _share(rule: Share, scene: Scene) -> CompiledRule:
    found = entries(scene.roster.table[rule.column])
    n_entries = len(set().union(*found))
    if n_entries > MAX_SHARED:
        what = f'column "{rule.column}" has {n_entries} different entries'
        scene.fail(rule, f"{what}, and a share rule takes {MAX_SHARED} at most")
    n_known = sum(bool(row) for row in found)
    array = arrays.Share(entry_bits(found), rule.sentence(), _price(rule))
    return CompiledRule(
        rule, array, n_known, _unknown(len(found) - n_known, rule.column)
    )


def _related(rule: Apart | Together, scene: Scene) -> CompiledRule | None:
    level = rule.level if isinstance(rule, Apart) else "fine"
    pairs = scene.relations.pairs(rule.relation, as_of=scene.as_of, level=level)
    n_ended = scene.relations.n_ended(rule.relation, scene.as_of)
    if rule.origin == "preset" and not n_ended and not pairs.size:
        return None
    ended = "relation has" if n_ended == 1 else "relations have"
    remark = f"{n_ended} declared {ended} ended" if n_ended else ""
    array: arrays.Apart | arrays.Together
    if isinstance(rule, Apart):
        array = arrays.Apart(pairs, rule.sentence(), _price(rule))
    else:
        array = arrays.Together(pairs, rule.sentence())
    return CompiledRule(rule, array, int(np.unique(pairs).size), remark)


def _seat(rule: Pin | Ban, scene: Scene) -> CompiledRule:
    if rule.group not in scene.group_ids:
        hint = did_you_mean(rule.group, scene.group_ids)
        scene.fail(rule, f'there is no group "{rule.group}"; {hint}')
    row = np.array([scene.rows[rule.leader]])
    group = np.array([scene.group_ids.index(rule.group)])
    made = arrays.Pin if isinstance(rule, Pin) else arrays.Ban
    return CompiledRule(rule, made(row, group, rule.sentence()), 1)


def _stay(rule: Stay, scene: Scene) -> CompiledRule:
    if scene.seating is None:
        what = "there is no seating to stay in, and this version takes none with a"
        scene.fail(rule, f"{what} roster; leave the rule out")
    labels = scene.seating.labels
    array = arrays.Stay(labels, rule.max_moves, rule.sentence(), rule.price)
    return CompiledRule(rule, array, scene.seating.n_seated)


def _unknown(n_leaders: int, column: str) -> str:
    noun = column.replace("_", " ")
    return f"{_leaders(n_leaders)} free of it, {noun} not known" if n_leaders else ""


def _leaders(count: int) -> str:
    return f"{count} leader is" if count == 1 else f"{count} leaders are"
