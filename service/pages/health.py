"""What the report says of the health of groups: words and numbers, no markup."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.explain.health import Health
from matcher.explain.wording import count
from matcher.proposal import Proposal
from service.pages.view import percent

MOST_GROUPS = 5
NOTABLE = 0.25  # faultline above which a group is named though random ones have more


@dataclass(frozen=True, slots=True)
class HealthView:
    """The section on health.

    Attributes
    ----------
    protection, camps, continuity : str
        A paragraph each; blank where there is nothing to say.
    split, leaving : tuple of tuple of (str, str)
        Group and what is said of it: those that split most, and those that may fall
        to their floor.
    segments : tuple of dict
        Rows of the table on fairness: name, n, mean, others, interval, verdict.
    fairness : str
        What the table comes to.
    left_out : tuple of dict
        Rows of the table on who has no seat: name, n, share, others, interval, verdict.
    seats : str
        What that table comes to.
    """

    protection: str
    camps: str
    continuity: str
    split: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]
    segments: tuple[dict[str, str], ...]
    fairness: str
    left_out: tuple[dict[str, str], ...]
    seats: str


def health_view(proposal: Proposal) -> HealthView | None:
    """Work out what the report says of the health of groups.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    HealthView or None
        None where the groups were not examined.
    """
    health = proposal.health
    if health is None or not proposal.groups:
        return None
    return HealthView(
        protection=_protection(proposal),
        camps=_camps(health),
        continuity=_continuity(proposal, health),
        split=tuple(_split(proposal, health)),
        leaving=tuple(_leaving(proposal, health)),
        segments=tuple(_segments(health)),
        fairness=_fairness(health),
        left_out=tuple(_left_out(health)),
        seats=_seats(health),
    )


def _protection(proposal: Proposal) -> str:
    weakest = min(proposal.groups, key=lambda group: group.score)
    share = proposal.program.protect
    told = (
        f"The weakest group, {weakest.group_id}, scores {weakest.score:.2f}; the mean "
        f"over leaders is {proposal.score:.2f}."
    )
    if share == 0.0:
        return f"{told} The program looks at the mean alone (protect = 0)."
    return f"{told} The program protects the weakest groups (protect = {share:g})."


def _camps(health: Health) -> str:
    if not health.camps:
        return ""
    told = (
        f"The mean faultline is {health.faultline:.2f}; random groups of the same "
        f"sizes have {health.random_faultline:.2f}."
    )
    if health.faultline_price == 0.0:
        return f"{told} The program measures it and gives no score up for it."
    price = f"{health.faultline_price:g}"
    return f"{told} The program gives score up for it (price {price})."


def _split(proposal: Proposal, health: Health) -> Iterator[tuple[str, str]]:
    floor = max(NOTABLE, health.random_faultline)
    pairs = zip(proposal.groups, health.camps, strict=False)
    ranked = sorted(pairs, key=lambda pair: -pair[1].faultline)
    for group, camps in ranked[:MOST_GROUPS]:
        if camps.faultline >= floor and camps.text:
            yield group.group_id, f"faultline {camps.faultline:.2f}: {camps.text}"


def _continuity(proposal: Proposal, health: Health) -> str:
    if not health.forecasts:
        return ""
    n_leaving = sum(forecast.n_leaving for forecast in health.forecasts)
    n_likely = sum(forecast.is_likely for forecast in health.forecasts)
    floor = proposal.program.size.fold_at
    verb = "has" if n_likely == 1 else "have"
    return (
        f"About {count(round(n_leaving), 'leader')} may leave within a year, judged by "
        f"{health.basis}. If nobody joins, {count(n_likely, 'group')} {verb} a chance "
        f"of a quarter or more to fall to {floor} or fewer."
    )


def _leaving(proposal: Proposal, health: Health) -> Iterator[tuple[str, str]]:
    pairs = zip(proposal.groups, health.forecasts, strict=False)
    ranked = sorted(pairs, key=lambda pair: -pair[1].fold_share)
    for group, forecast in ranked[:MOST_GROUPS]:
        if forecast.is_likely:
            chance = percent(forecast.fold_share)
            now = count(forecast.size, "leader")
            yield group.group_id, f"a chance of {chance}; {now} now"


def _segments(health: Health) -> Iterator[dict[str, str]]:
    for segment in health.segments:
        yield {
            "name": f"{segment.attribute.capitalize()}: {segment.name}",
            "n": f"{segment.n_leaders:,}",
            "mean": f"{segment.mean:.2f}",
            "others": f"{segment.other_mean:.2f}",
            "interval": f"{segment.low:+.2f} to {segment.high:+.2f}",
            "verdict": segment.verdict,
        }


def _fairness(health: Health) -> str:
    if not health.segments:
        return ""
    worse = [segment for segment in health.segments if segment.verdict == "worse"]
    if any(s.verdict == "too few groups to tell" for s in health.segments):
        return "There are too few groups to tell chance from unfairness."
    if not worse:
        return "No segment sits in worse groups than chance would have it."
    return " ".join(segment.sentence() for segment in worse)


def _left_out(health: Health) -> Iterator[dict[str, str]]:
    for one in health.left_out:
        yield {
            "name": f"{one.attribute.capitalize()}: {one.name}",
            "n": f"{one.n_unplaced:,} of {one.n_leaders:,}",
            "share": percent(one.share),
            "others": percent(one.other_share),
            "interval": f"{one.low:+.0%} to {one.high:+.0%}",
            "verdict": one.verdict,
        }


def _seats(health: Health) -> str:
    if not health.left_out:
        return ""
    more = [one for one in health.left_out if one.verdict == "more often"]
    if not more:
        return "No segment is left without a seat more often than chance would have it."
    return " ".join(one.sentence() for one in more)
