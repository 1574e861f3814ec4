"""The segments that a new bundle may not serve worse: sectors, sizes and regions."""

from typing import Final

import numpy as np
import pandas as pd

from matcher.roster.roster import Roster
from models.encoders.industry import locate_industries

BANDS: Final = {"1-9": 10, "10-49": 50, "50-249": 250, "250 and more": np.inf}  # people


def segments_of(roster: Roster) -> dict[str, frozenset[str]]:
    """Part leaders by sector, headcount and region, where these are known.

    Parameters
    ----------
    roster : Roster
        The leaders.

    Returns
    -------
    dict of str to frozenset of str
        Ids of the leaders of each segment, by a name such as "size: 10-49".
    """
    ids = np.array(roster.leader_ids, dtype=object)
    found = {}
    for name, labels in segment_labels(roster).items():
        values = np.array(labels, dtype=object)
        for value in sorted(set(labels) - {""}):
            found[f"{name}: {value}"] = frozenset(ids[values == value].tolist())
    return found


def segment_labels(roster: Roster) -> dict[str, list[str]]:
    """Name the sector, headcount and region of each leader, where these are known.

    Parameters
    ----------
    roster : Roster
        The leaders.

    Returns
    -------
    dict of str to list of str
        One label a leader, by "sector", "size" and "region"; blank where unknown.
    """
    table = roster.table
    found = {}
    if "industry" in table:
        places = locate_industries(table["industry"].tolist())
        found["sector"] = [place.code[:2] for place in places]
    if "employees" in table:
        found["size"] = _bands(table["employees"])
    region = next((c for c in ("state", "country") if c in table), None)
    if region is not None:
        found["region"] = table[region].astype("str").fillna("").tolist()
    return found


def _bands(headcounts: pd.Series) -> list[str]:
    edges = [0.0, *BANDS.values()]
    cut = pd.cut(headcounts.astype("float64"), edges, right=False, labels=list(BANDS))
    return cut.astype("str").where(cut.notna(), "").tolist()
