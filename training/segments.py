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
    table = roster.table
    found: dict[str, pd.Series] = {}
    if "industry" in table:
        codes = [p.code[:2] for p in locate_industries(table["industry"].tolist())]
        found["sector"] = pd.Series([code or None for code in codes], dtype="str")
    if "employees" in table:
        found["size"] = _bands(table["employees"])
    region = next((c for c in ("state", "country") if c in table), None)
    if region is not None:
        found["region"] = table[region].astype("str")
    ids = np.array(roster.leader_ids, dtype=object)
    return {
        f"{name}: {value}": frozenset(ids[(values == value).to_numpy(bool)].tolist())
        for name, values in found.items()
        for value in sorted(values.dropna().unique())
    }


def _bands(headcounts: pd.Series) -> pd.Series:
    edges = [0.0, *BANDS.values()]
    cut = pd.cut(headcounts.astype("float64"), edges, right=False, labels=list(BANDS))
    return cut.astype("str").where(cut.notna())
