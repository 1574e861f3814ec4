"""A chapter of business leaders that the project invents, the same for a seed.

Names, companies and texts are made up from the word lists beside this module; towns
are real. It has the flaws that exports have: blanks, amounts in words, a person
twice, a relation with somebody who left.
"""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from matcher.roster.sample_draw import Draw
from matcher.roster.sample_engagement import (
    MEMBERSHIP_COLUMNS,
    STREAM,
    SURVEY_COLUMNS,
    answer_surveys,
    form_teams,
)
from matcher.roster.sample_leaders import FIRST_ID, Leader, make_leaders
from matcher.roster.sample_relations import (
    GROUP_COLUMNS,
    RELATION_COLUMNS,
    declare_relations,
    seat_leaders,
)

SAMPLE_SEED = 2026
SAMPLE_LEADERS = 248

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of the sample chapter, as texts.

    Attributes
    ----------
    roster, relations, groups : str
        CSV: who they are, what they declared, where they sit.
    program : str
        TOML: how the chapter seats people.
    surveys, memberships : str
        CSV: what they answered in surveys, and their teams for a season.
    """

    roster: str
    relations: str
    groups: str
    program: str
    surveys: str
    memberships: str


def make_sample(seed: int = SAMPLE_SEED, *, n_leaders: int = SAMPLE_LEADERS) -> Sample:
    """Invent a chapter.

    Parameters
    ----------
    seed : int, default=2026
        Same seed, same bytes.
    n_leaders : int, default=248
        People, from 40; one of them is in the roster a second time.

    Returns
    -------
    Sample
        The texts of its files.

    Raises
    ------
    ValueError
        If there are too few leaders for a chapter.
    """
    if n_leaders < 40:
        msg = f"n_leaders must be at least 40, got {n_leaders}."
        raise ValueError(msg)
    words = {name: _words(name) for name in ("industries", "themes", "people")}
    draw = Draw(seed)
    leaders = make_leaders(draw, words, n_leaders)
    kin = _join_companies(draw, leaders)
    seats = seat_leaders(leaders, words["people"]["habits"]["groups"])
    relations = declare_relations(draw, leaders, words["people"], barred=kin)
    relations.append(_left(leaders, relations))
    rows = [
        dict(leader.cells, group=seats.get(i, "")) for i, leader in enumerate(leaders)
    ]
    groups = _group_rows(rows)
    later = Draw(seed + STREAM)
    return Sample(
        roster=_csv(tuple(rows[0]), _with_flaws(draw, rows)),
        relations=_csv(RELATION_COLUMNS, relations),
        groups=_csv(GROUP_COLUMNS, groups),
        program=_resource("sample_program.toml"),
        surveys=_csv(SURVEY_COLUMNS, answer_surveys(later, leaders)),
        memberships=_csv(MEMBERSHIP_COLUMNS, form_teams(later, leaders)),
    )


def write_sample(sample: Sample, folder: str | Path) -> tuple[Path, ...]:
    """Write the files of the sample.

    Parameters
    ----------
    sample : Sample
        Their texts.
    folder : str or Path
        Where; made if it is not there.

    Returns
    -------
    tuple of Path
        Paths of roster.csv, relations.csv, groups.csv, program.toml, surveys.csv and
        memberships.csv.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "roster.csv": sample.roster,
        "relations.csv": sample.relations,
        "groups.csv": sample.groups,
        "program.toml": sample.program,
        "surveys.csv": sample.surveys,
        "memberships.csv": sample.memberships,
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return tuple(folder / name for name in texts)


def _resource(name: str) -> str:
    return files("matcher.roster").joinpath(name).read_text(encoding="utf-8")


def _words(name: str) -> dict[str, Any]:
    return tomllib.loads(_resource(f"sample_{name}.toml"))


def _join_companies(draw: Draw, leaders: list[Leader]) -> frozenset[tuple[int, int]]:
    """Make three pairs of colleagues, and two pairs of sister companies."""
    chosen = draw.some(range(len(leaders)), 10)
    pairs = [(min(p), max(p)) for p in zip(chosen[::2], chosen[1::2], strict=True)]
    titles = ("Chief Operating Officer", "Chief Financial Officer", "President")
    for (boss, second), title in zip(pairs[:3], titles, strict=True):
        leaders[second] = _second(leaders[boss], leaders[second], title)
    for number, pair in enumerate(pairs[3:]):
        for i in pair:
            leaders[i].cells["parent_company_id"] = f"P-{number + 31}"
    return frozenset(pairs)


def _second(boss: Leader, second: Leader, title: str) -> Leader:
    """Put a leader beside the head of a company, with its facts."""
    shared = (
        "company",
        "company_id",
        "website",
        "industry",
        "revenue",
        "employees",
        "founded",
        "city",
        "state",
        "latitude",
        "longitude",
        "time_zone",
        "challenges",
    )
    cells = second.cells | {column: boss.cells[column] for column in shared}
    domain = boss.cells["website"].removeprefix("www.")
    cells["email"] = f"{cells['name'].replace(' ', '.')}@{domain}".casefold()
    cells["title"] = title
    cells["challenges"] = "delegation; leadership team"
    return replace(second, cells=cells, what=boss.what, revenue=boss.revenue)


def _left(leaders: Sequence[Leader], relations: Sequence[Row]) -> dict[str, str]:
    """Declare a relation with somebody who has left since."""
    return {
        "leader_id": leaders[-1].cells["leader_id"],
        "other_id": f"L-{FIRST_ID - 14}",
        "kind": "competitor",
        "level": "no",
        "until": "",
        "source": relations[0]["source"],
    }


def _group_rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Write who sits where; one whole group and a few leaders are locked."""
    seated = sorted(
        (row for row in rows if row["group"]),
        key=lambda row: (row["group"], row["leader_id"]),
    )
    return [
        {
            "leader_id": row["leader_id"],
            "group_id": row["group"],
            "locked": "yes" if row["group"] == "Forum 05" or i % 71 == 5 else "no",
        }
        for i, row in enumerate(seated)
    ]


def _with_flaws(draw: Draw, rows: Sequence[Row]) -> list[dict[str, str]]:
    """Copy the rows with the flaws of a real export."""
    flawed = [dict(row) for row in rows]
    chosen = draw.some(range(len(rows)), 19)
    for i in chosen[:6]:
        flawed[i]["revenue"] = ""
    for i, form in zip(
        chosen[6:10], (_in_words, _in_mm, _in_commas, _in_mm), strict=True
    ):
        flawed[i]["revenue"] = form(float(rows[i]["revenue"]))
    for i in chosen[10:12]:
        flawed[i]["employees"] = ""
    flawed[chosen[12]]["industry"] = "Other"
    flawed[chosen[13]]["industry"] = ""
    flawed[chosen[14]]["founded"] = "0"
    flawed[chosen[15]]["email"] = flawed[chosen[15]]["email"].upper()
    for i in chosen[16:18]:
        flawed[i]["slots"] = ""
    again = dict(flawed[chosen[18]], group="")
    again["leader_id"] = f"L-{FIRST_ID + len(rows)}"
    again["company"] = f"{again['company'].removesuffix(' Inc.')} Incorporated"
    again["revenue"] = _in_words(float(rows[chosen[18]]["revenue"]))
    return [*flawed, again]


def _in_words(amount: float) -> str:
    return f"{amount / 1e6:.1f} Million"


def _in_mm(amount: float) -> str:
    return f"{amount / 1e6:.1f} MM"


def _in_commas(amount: float) -> str:
    return f"${amount:,.0f}"


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
