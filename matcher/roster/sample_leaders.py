"""The people and companies of the sample chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matcher.roster.sample_draw import Draw
from matcher.roster.sample_texts import Writer

TODAY = date(2026, 9, 30)  # the day on which the sample was "exported"
FIRST_ID = 1001


@dataclass(frozen=True, slots=True)
class Leader:
    """One invented leader.

    Attributes
    ----------
    cells : dict of str to str
        The row of the roster, under canonical columns.
    what : str
        Line of business, such as "contract machining".
    revenue : float
        In dollars, whatever the cell says.
    family : str
        Family name.
    is_new : bool
        Whether the leader joined lately and sits in no group yet.
    """

    cells: dict[str, str]
    what: str
    revenue: float
    family: str
    is_new: bool


def make_leaders(
    draw: Draw, words: Mapping[str, Mapping[str, Any]], n_leaders: int
) -> list[Leader]:
    """Invent leaders.

    Parameters
    ----------
    draw : Draw
        The stream of choices.
    words : mapping
        The word lists: ``industries``, ``themes`` and ``people``.
    n_leaders : int
        How many.

    Returns
    -------
    list of Leader
        With ids that count up; about one in eleven is new.
    """
    people = words["people"]
    writer = Writer(draw, words["themes"], people["habits"])
    lines = words["industries"]["line"]
    deck = _deal_lines(draw, lines, n_leaders)
    used: set[str] = set()
    leaders: list[Leader] = []
    for number, line in enumerate(deck):
        name = _name(draw, people["names"], used)
        company = _company(draw, people, line, used=used, family=name["family"])
        leaders.append(
            _leader(draw, writer, people, line, name | company | {"number": number})
        )
    return leaders


def _deal_lines(
    draw: Draw, lines: Sequence[Mapping[str, Any]], n_leaders: int
) -> list[Mapping[str, Any]]:
    """Give each line of business its share of the leaders, in random order."""
    shares = [line["share"] for line in lines]
    per_share = n_leaders / sum(shares)
    deck = [
        line
        for line, share in zip(lines, shares, strict=True)
        for _ in range(int(share * per_share))
    ]
    deck.extend(draw.weighted(lines, shares) for _ in range(n_leaders - len(deck)))
    return draw.some(deck, n_leaders)


def _name(
    draw: Draw, pools: Sequence[Mapping[str, Any]], used: set[str]
) -> dict[str, str]:
    is_woman = draw.chance(0.39)
    while True:
        pool = draw.weighted(pools, [pool["share"] for pool in pools])
        given = draw.pick(pool["women" if is_woman else "men"])
        family = draw.pick(pool["family"])
        if f"{given} {family}" not in used:
            break
    used.add(f"{given} {family}")
    undisclosed = draw.weighted(("", "Prefer not to say"), (1, 2))
    gender = "Woman" if is_woman else "Man"
    language = pool.get("language", "")
    spoken = ["English"]
    if language and draw.chance(0.6):
        spoken.append(language)
    elif draw.chance(0.07):
        spoken.append(draw.pick(("Spanish", "German", "French")))
    return {
        "given": given,
        "family": family,
        "gender": gender if draw.chance(0.97) else undisclosed,
        "languages": "; ".join(spoken),
    }


def _company(
    draw: Draw,
    people: Mapping[str, Any],
    line: Mapping[str, Any],
    *,
    used: set[str],
    family: str,
) -> dict[str, str]:
    """Name a company, one in four after the family of its leader."""
    while True:
        root = draw.pick(people["companies"]["roots"])
        if draw.chance(0.25):
            root = family
            if draw.chance(0.3):
                root = f"{family} {draw.pick(('& Sons', '& Daughters', 'Brothers'))}"
        company = f"{root} {draw.pick(line['names'])}"
        if company not in used:
            break
    used.add(company)
    slug = "".join(c for c in company.casefold() if c.isalnum())
    ending = draw.pick(people["companies"]["endings"])
    return {"company": company + ending, "slug": slug}


def _leader(
    draw: Draw,
    writer: Writer,
    people: Mapping[str, Any],
    line: Mapping[str, Any],
    who: Mapping[str, Any],
) -> Leader:
    facts = _facts(draw, people, line)
    is_new = draw.chance(0.09)
    said = writer.write(facts)
    given, family = who["given"], who["family"]
    email = f"{given}.{family}@{who['slug']}.example".casefold()
    cells = {
        "leader_id": f"L-{FIRST_ID + who['number']}",
        "name": f"{given} {family}",
        "email": _free_mail(draw, given, family) if draw.chance(0.05) else email,
        "title": _title(draw, people["habits"], facts),
        "company": who["company"],
        "company_id": f"C-{2001 + who['number']}",
        "parent_company_id": "",
        "website": f"www.{who['slug']}.example",
        "industry": line["label"],
        "revenue": f"{facts['revenue']:.0f}",
        "employees": str(facts["headcount"]),
        "founded": str(TODAY.year - facts["years"]),
        "city": facts["city"],
        "state": facts["state"],
        "country": "USA",
        "latitude": f"{facts['at'][0]:.4f}",
        "longitude": f"{facts['at'][1]:.4f}",
        "time_zone": facts["zone"],
        "languages": who["languages"],
        "challenges": said.challenges,
        "goals": said.goals,
        "gives": said.gives,
        "needs": said.needs,
        "interests": "; ".join(draw.some(people["habits"]["interests"], 2)),
        "slots": _slots(draw, people["habits"]["slots"]),
        "joined_at": _joined(draw, facts["years"], is_new=is_new).isoformat(),
        "gender": who["gender"],
        "consent_matching": "yes",
        "consent_texts": "yes" if draw.chance(0.93) else "no",
        "group": "",
    }
    return Leader(cells, line["what"], facts["revenue"], family, is_new)


def _facts(
    draw: Draw, people: Mapping[str, Any], line: Mapping[str, Any]
) -> dict[str, Any]:
    towns = people["town"]
    town = draw.weighted(towns, [town["share"] for town in towns])
    headcount = max(6, round(line["headcount"] * 2.0 ** (1.1 * draw.normal())))
    per_head = 1000.0 * line["revenue_per_head"] * 2.0 ** (0.35 * draw.normal())
    revenue = min(max(headcount * per_head, 1.2e6), 2.6e8)
    unit = 10.0 ** (len(str(int(revenue))) - 3)
    at = [degrees + 0.16 * (draw.uniform() - 0.5) for degrees in town["at"]]
    return {
        "line": line,
        "headcount": headcount,
        "revenue": unit * round(revenue / unit),
        "years": 3 + int(62 * draw.uniform() ** 1.7),
        "city": town["city"],
        "state": town["state"],
        "state_name": people["states"][town["state"]],
        "near": town["near"],
        "zone": town["zone"],
        "at": at,
    }


def _free_mail(draw: Draw, given: str, family: str) -> str:
    provider = draw.pick(("gmail.com", "outlook.com", "yahoo.com"))
    return f"{given}{family}{draw.whole(2, 89)}@{provider}".casefold()


def _title(
    draw: Draw, habits: Mapping[str, Sequence[str]], facts: Mapping[str, Any]
) -> str:
    size = "small" if facts["headcount"] < 35 else "large"
    if facts["line"]["what"] == "a workforce charity":
        size = "charity"
    elif facts["years"] < 24 and draw.chance(0.55):
        size = "young"
    return draw.pick(habits[f"titles_{size}"])


def _slots(draw: Draw, slots: Sequence[str]) -> str:
    chosen = draw.some(slots, draw.whole(3, 6))
    return "; ".join(slot for slot in slots if slot in chosen)


def _joined(draw: Draw, years: int, *, is_new: bool) -> date:
    if is_new:
        return TODAY - timedelta(days=draw.whole(8, 85))
    longest = min(365 * years - 200, 4700)
    return TODAY - timedelta(days=draw.whole(120, max(longest, 400)))
