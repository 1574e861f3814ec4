"""Rules on guides from a file: a plan of groups, and who cannot join which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping import rules as arrays
from matcher.grouping.scales import spread_scale
from matcher.guiding.plan import Demand, Plan
from matcher.guiding.posts import NEVER, Continuity, Guiding, find_now, plan_guiding
from matcher.guiding.shortage import Shortage, find_shortage
from matcher.guiding.supply import find_supply
from matcher.program.fields import SOFT_PRICE
from matcher.program.meeting_rules import Guide
from matcher.program.people_rules import Stay
from matcher.program.program import Program
from matcher.program.scene import CompiledRule, Scene
from matcher.roster.guides import Guides

WINDOWS = 4  # of a peer floor, that groups are planned in
MAX_BANS = 20_000_000  # leaders times groups; some 500 MB while they are compiled


@dataclass(frozen=True, slots=True)
class Guided:
    """What guides ask of the groups.

    Attributes
    ----------
    items : tuple of CompiledRule
        Who cannot join which group; empty where groups are formed first.
    guiding : Guiding or None
        Guides for the groups; None where no rule asks for any.
    shortage : Shortage or None
        Leaders for whom guides do not suffice.
    another : callable or None
        Makes another plan from a seed; None without a plan.
    remarks : tuple of str
        What the reader should know.
    led : tuple of (Ban, int) or None, default=None
        Of a soft rule, who is kept out of which group where guides are planned as far
        as they go, and how many groups there are then; None where none can be led.
    """

    items: tuple[CompiledRule, ...] = ()
    guiding: Guiding | None = None
    shortage: Shortage | None = None
    another: Callable[[int], Guiding] | None = None
    remarks: tuple[str, ...] = ()
    led: tuple[arrays.Ban, int] | None = None


def guide_groups(
    program: Program, scene: Scene, items: Sequence[CompiledRule]
) -> Guided:
    """Plan which guide leads which group at which slot, and ban who cannot join.

    Parameters
    ----------
    program : Program
        Its sizes, and its rule on guides.
    scene : Scene
        The roster and the guides.
    items : sequence of CompiledRule
        The other rules; caps on categories bound how many groups seat how many.

    Returns
    -------
    Guided
        Of a soft rule a plan to be weighed: with it, groups are formed round guides;
        without it they are formed first, and get guides after.

    Raises
    ------
    ProgramError
        If there is no guides file, or more leaders and groups than can be planned.
    InfeasibleError
        If no guide could lead even one group.
    """
    asked = [rule for rule in program.rules if isinstance(rule, Guide)]
    guides = scene.given.guides
    rule = next((rule for rule in asked if not rule.column), None)
    if rule is None:
        return Guided(remarks=_ignored(guides, asked) if guides else ())
    again = [other for other in asked if not other.column and other is not rule]
    if again:
        scene.fail(again[0], "guides are asked for twice; keep one of the rules")
    if guides is None:
        if rule.origin == "preset":
            return Guided()
        scene.fail(rule, "there is no guides file; give one with --guides")
    guiding, remarks = _lay_out(rule, program, scene, guides)
    demand, homes = _demand(program, scene, items), _homes(scene, items)
    if rule.soft:
        led = _plan_softly(rule, guiding, scene, demand=demand, labels=homes)
        return Guided(guiding=guiding, remarks=remarks, led=led)
    planned = _plan(rule, guiding, scene, demand=demand, labels=homes)
    another = partial(_plan_again, guiding, demand, homes, _spreads(items))
    return replace(planned, remarks=remarks, another=another)


def _plan_again(
    guiding: Guiding,
    demand: Demand,
    labels: NDArray[np.int64],
    spreads: Sequence[arrays.Spread],
    seed: int,
) -> Guiding:
    """Plan with the peer floor cut elsewhere: as many seats by count, other slots."""
    windows = _windows(spreads, np.random.default_rng(seed))
    return plan_guiding(guiding, replace(demand, windows=windows), labels)[0]


def _ignored(guides: Guides, asked: Sequence[Guide]) -> tuple[str, ...]:
    why = "Groups are led by a member of their own"
    if not asked:
        why = 'No rule of kind "guide" in the program'
    return (f"{why}: {guides.source} is not used.",)


def _lay_out(
    rule: Guide, program: Program, scene: Scene, guides: Guides
) -> tuple[Guiding, tuple[str, ...]]:
    stay = next((r for r in program.rules if isinstance(r, Stay)), Stay(max_moves=0))
    supply = find_supply(
        guides, scene.roster, capacity=rule.capacity, per_slot=rule.per_slot
    )
    now, remarks = find_now(guides, supply, scene.group_ids)
    price = SOFT_PRICE if rule.price is None else float(rule.price)
    guiding = Guiding(
        supply=supply,
        now=now,
        continuity=Continuity(stay.guide_price, stay.slot_price),
        unled=price if rule.soft else NEVER,
        cells=np.zeros(0, dtype=np.int64),
    )
    return guiding, remarks if scene.given.seating is not None else ()


def _demand(program: Program, scene: Scene, items: Sequence[CompiledRule]) -> Demand:
    hard = [i.array for i in items if getattr(i.array, "price", None) is None]
    caps = [array for array in hard if isinstance(array, arrays.AtMost)]
    size = program.size
    return Demand(
        np.arange(len(scene.roster)),
        size.min,
        size.target,
        size.max,
        tuple((cap.categories, cap.count) for cap in caps),
        windows=_windows(_spreads(items)),
    )


def _spreads(items: Sequence[CompiledRule]) -> list[arrays.Spread]:
    """List the hard peer floors."""
    found = [i.array for i in items if isinstance(i.array, arrays.Spread)]
    return [spread for spread in found if spread.price is None]


def _windows(
    spreads: Sequence[arrays.Spread], rng: np.random.Generator | None = None
) -> NDArray[np.bool_] | None:
    """Cut leaders into overlapping windows of the peer floor that binds most.

    Windows begin at quantiles; with `rng` at others, drawn from it.
    """
    scaled = [spread_scale(spread) for spread in spreads]
    narrow = [
        (float(np.ptp(known)) / max(width, 1e-9), numbers, width)
        for numbers, width in scaled
        if (known := numbers[np.isfinite(numbers)]).size and np.ptp(known) > width
    ]
    if not narrow:
        return None
    _, numbers, width = max(narrow, key=lambda found: found[0])
    is_known = np.isfinite(numbers)
    shares = np.linspace(0.0, 1.0, WINDOWS, endpoint=False)
    starts = np.unique(np.quantile(numbers[is_known], shares, method="lower"))
    if rng is not None:
        shares = np.append(0.0, shares + rng.random() / WINDOWS)
        starts = np.unique(np.quantile(numbers[is_known], shares, method="lower"))
    starts = np.append(starts, numbers[is_known].max() - width)
    offset = numbers[:, None] - starts
    within = (offset >= 0.0) & (offset <= width)
    return np.unique(within | ~is_known[:, None], axis=1)


def _plan(
    rule: Guide,
    guiding: Guiding,
    scene: Scene,
    *,
    demand: Demand,
    labels: NDArray[np.int64],
) -> Guided:
    seating = scene.given.seating
    planned, plan = plan_guiding(guiding, demand, labels, is_seated=seating is not None)
    shortage = find_shortage(guiding.supply, demand, plan)
    if not planned.cells.size or plan.n_seated == 0:
        told = shortage.sentence if shortage else "nobody could join any of them."
        cure = f" {shortage.cure}" if shortage else ""
        msg = f"{rule.sentence()}: {told}{cure}"
        raise InfeasibleError(msg)
    n_bans = planned.cells.size * demand.rows.size
    if n_bans > MAX_BANS:
        what = f"{demand.rows.size:,} leaders in {planned.cells.size:,} groups are more"
        hint = "split the roster, by region say, or make the rule soft"
        scene.fail(rule, f"{what} than guides are planned for at once; {hint}")
    rows, groups = planned.bans()
    bans = arrays.Ban(rows, groups, rule.sentence())
    item = CompiledRule(rule, bans, demand.rows.size, _remark(planned, plan))
    return Guided((item,), planned, shortage)


def _plan_softly(
    rule: Guide,
    guiding: Guiding,
    scene: Scene,
    *,
    demand: Demand,
    labels: NDArray[np.int64],
) -> tuple[arrays.Ban, int] | None:
    """Plan as many groups round guides as can be; the others have groups without."""
    seating = scene.given.seating
    planned, plan = plan_guiding(guiding, demand, labels)
    if not (planned.cells >= 0).any():
        return None
    n_rest = demand.rows.size - plan.n_seated
    n_free = max(-(-n_rest // demand.high), round(n_rest / demand.target))
    if seating is not None:
        n_free += demand.rows.size // demand.low  # a repair may open any of them
    unled = np.full(n_free, -1, dtype=np.int64)
    planned = replace(planned, cells=np.concatenate([planned.cells, unled]))
    n_groups = int(planned.cells.size)
    if n_groups * demand.rows.size > MAX_BANS:
        return None
    rows, groups = planned.bans(labels)
    return arrays.Ban(rows, groups, rule.sentence()), n_groups


def _homes(scene: Scene, items: Sequence[CompiledRule]) -> NDArray[np.int64]:
    """Find the named group of each leader: of the seating, else where pins hold."""
    if scene.given.seating is not None:
        return scene.given.seating.labels
    labels = np.full(len(scene.roster), -1, dtype=np.int64)
    for pin in (i.array for i in items if isinstance(i.array, arrays.Pin)):
        labels[pin.rows] = pin.groups
    return labels


def _remark(guiding: Guiding, plan: Plan) -> str:
    supply = guiding.supply
    n_planned = len(guiding.now.group_ids) + plan.cells.size
    n_more = guiding.cells.size - n_planned
    free = int(np.count_nonzero(~supply.suits.all(axis=1)))
    n_open = supply.suits.shape[0] - free
    cells = guiding.cells[:n_planned]
    cells = cells[cells >= 0]
    guides = np.unique(supply.guide[cells]).size
    said = f"{cells.size} groups planned for {guides} of {len(supply.guide_ids)} guides"
    n_led = np.bincount(supply.guide[cells], minlength=len(supply.guide_ids))
    n_slots = np.bincount(supply.guide, minlength=n_led.size) * supply.per_slot
    n_room = int((np.minimum(supply.capacity, n_slots) - n_led).sum())
    said += f", with room for {n_room} more" if n_room else ", all of their room"
    if n_more:
        said += f"; guides for {n_more} more stand by"
    if len(supply.slots) > 1 and n_open:
        said += f"; {n_open} leaders can come at any slot, or do not say"
    return said
