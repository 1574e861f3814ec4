"""One rule at a time from columns, relations and people to the solver's arrays."""

from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

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
from matcher.program.fields import did_you_mean
from matcher.program.meeting_arrays import meeting_array
from matcher.program.meeting_rules import Guide, NotAgain
from matcher.program.people_rules import Apart, Ban, Pin, Stay, Together
from matcher.program.rules import Rule
from matcher.program.scene import CompiledRule, Scene, leaders_are, price_of
from matcher.program.values import entries, entry_bits, has_value, zone_minutes
from matcher.program.wording import is_kind
from models.encoders.industry import locate_industries

MAX_SHARED = 63  # the solver keeps shared entries as bits of one number
_WINTER = date(2026, 1, 1)  # clocks of a run without a day


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
        nobody declared, or one on guides, who are planned with all rules at hand.

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
        case Pin() | Ban() | Stay():
            compiled = _seat(rule, scene)
        case NotAgain() | Guide():
            compiled = meeting_array(rule, scene)
    return compiled


def _at_most(rule: AtMost, scene: Scene) -> CompiledRule:
    found, remark = _categories(rule, scene)
    array = arrays.AtMost(found.codes, rule.count, rule.sentence(), price_of(rule))
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
        f"{leaders_are(n_short)} known to fewer than {rule.level} digits"
        if n_short
        else "",
        f"{leaders_are(n_texts)} in an industry not recognised, taken by its text"
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
    array = arrays.AtLeast(marked, rule.count, rule.sentence(), price_of(rule))
    return CompiledRule(rule, array, int(marked.sum()))


def _not_only(rule: NotOnly, scene: Scene) -> CompiledRule:
    found = by_text(scene.roster.table[rule.column])
    remark = _unknown(int(np.sum(found.codes < 0)), rule.column)
    codes = found.codes
    if rule.value:
        meant = [is_kind(name, rule.value) for name in found.names]
        if not any(meant):
            what = f'nobody has "{rule.value}" in column "{rule.column}"'
            scene.fail(rule, f"{what}; {did_you_mean(rule.value, found.names)}")
        codes = np.where(np.array([*meant, False])[codes], 0, -1)
        found = Categories(codes, (rule.value.strip(),))
    alone = np.flatnonzero(np.bincount(codes[codes >= 0]) == 1)
    codes = np.where(np.isin(codes, alone), -1, codes)
    if alone.size:
        one = (
            f"{leaders_are(alone.size)} the only one of their kind in the whole roster"
        )
        remark = f"{remark}; {one}" if remark else one
    array = arrays.NotOnly(codes, rule.sentence(), price_of(rule))
    return CompiledRule(rule, array, int(np.sum(codes >= 0)), remark, found.names)


def _spread(rule: Spread, scene: Scene) -> CompiledRule:
    values = scene.roster.table[rule.column].to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.where(np.isfinite(values), values, np.nan)
    if rule.ratio is not None:
        values = np.where(values > 0.0, values, np.nan)
    n_known = int(np.sum(~np.isnan(values)))
    array = arrays.Spread(
        values, rule.ratio, rule.difference, rule.sentence(), price_of(rule)
    )
    remark = _unknown(values.size - n_known, rule.column)
    return CompiledRule(rule, array, n_known, remark)


def _within(rule: Within, scene: Scene) -> CompiledRule:
    table = scene.roster.table
    if rule.km is not None:
        places = table[["latitude", "longitude"]].to_numpy(dtype=np.float64)
        what = "place"
    else:
        places = zone_minutes(table["time_zone"], scene.given.as_of or _WINTER)[:, None]
        what = "time zone"
    is_known = np.isfinite(places).all(axis=1)
    array = arrays.Within(
        np.where(is_known[:, None], places, np.nan),
        rule.km,
        rule.minutes,
        rule.sentence(),
        price_of(rule),
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
    array = arrays.Share(entry_bits(found), rule.sentence(), price_of(rule))
    return CompiledRule(
        rule, array, n_known, _unknown(len(found) - n_known, rule.column)
    )


def _related(rule: Apart | Together, scene: Scene) -> CompiledRule | None:
    level = rule.level if isinstance(rule, Apart) else "fine"
    as_of = scene.given.as_of
    pairs = scene.relations.pairs(rule.relation, as_of=as_of, level=level)
    n_ended = scene.relations.n_ended(rule.relation, as_of)
    if rule.origin == "preset" and not n_ended and not pairs.size:
        return None
    ended = "relation has" if n_ended == 1 else "relations have"
    remark = f"{n_ended} declared {ended} ended" if n_ended else ""
    array: arrays.Rule
    if isinstance(rule, Apart):
        array = arrays.Apart(pairs, rule.sentence(), price_of(rule))
    elif rule.soft:
        ties = _ties(pairs, len(scene.roster))
        array = arrays.NotOnly(ties, rule.sentence(), price_of(rule))
    else:
        array = arrays.Together(pairs, rule.sentence())
    return CompiledRule(rule, array, int(np.unique(pairs).size), remark)


def _ties(pairs: NDArray[np.int64], n_leaders: int) -> NDArray[np.int64]:
    """Give numbers to the sets that pairs tie together; -1 for leaders in no pair."""
    i, j = pairs.T
    graph = coo_array((np.ones(i.size), (i, j)), shape=(n_leaders, n_leaders))
    _, found = connected_components(graph, directed=False)
    ties = np.full(n_leaders, -1, dtype=np.int64)
    tied = np.unique(pairs)
    ties[tied] = found[tied]
    return ties


def _seat(rule: Pin | Ban | Stay, scene: Scene) -> CompiledRule:
    if isinstance(rule, Stay):
        return _stay(rule, scene)
    if rule.group not in scene.group_ids:
        hint = did_you_mean(rule.group, scene.group_ids)
        scene.fail(rule, f'there is no group "{rule.group}"; {hint}')
    row = np.array([scene.rows[rule.leader]])
    group = np.array([scene.group_ids.index(rule.group)])
    if isinstance(rule, Pin) and rule.soft:
        home = np.full(len(scene.roster), -1, dtype=np.int64)
        home[row] = group
        wish = arrays.Stay(home, name=rule.sentence(), price=price_of(rule))
        return CompiledRule(rule, wish, 1)
    if isinstance(rule, Pin):
        return CompiledRule(rule, arrays.Pin(row, group, rule.sentence()), 1)
    ban = arrays.Ban(row, group, rule.sentence(), price_of(rule))
    return CompiledRule(rule, ban, 1)


def _stay(rule: Stay, scene: Scene) -> CompiledRule:
    seating = scene.given.seating
    if seating is None:
        what = "there is no seating to stay in; give one with --seating, or leave"
        scene.fail(rule, f"{what} the rule out")
    array = arrays.Stay(seating.labels, rule.max_moves, rule.sentence(), rule.price)
    return CompiledRule(rule, array, seating.n_seated)


def _unknown(n_leaders: int, column: str) -> str:
    noun = column.replace("_", " ")
    return f"{leaders_are(n_leaders)} free of it, {noun} not known" if n_leaders else ""
