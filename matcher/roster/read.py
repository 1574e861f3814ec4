"""Read a file of people into a roster, accounting for every row."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.errors import RosterError
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster

NAMES = {
    "workers": "employees",
    "num. of employees": "employees",
    "sector": "industry",
    "ceo": "name",
    "founder": "name",
    "id": "leader_id",
    "company_name": "company",
}
NUMBERS = ("revenue", "employees", "founded", "latitude", "longitude")


def read_roster(
    path: str | Path,
    *,
    mapping: str | Path | None = None,  # noqa: ARG001  # presets and maps follow
    progress: Callable[[str], None] | None = None,
) -> Roster:
    """Read the people of one file.

    Parameters
    ----------
    path : str or Path
        The file.
    mapping : str, Path or None, default=None
        Name of a preset, or path of a TOML map file.
    progress : callable or None, default=None
        Receives one short sentence per step.

    Returns
    -------
    Roster
        The leaders and the import report.

    Raises
    ------
    RosterError
        The file cannot be a roster.
    """
    path = Path(path)
    if progress:
        progress("Reading the file")
    table = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    table = table.rename(columns=lambda c: NAMES.get(c.lower(), c))
    if "leader_id" not in table and "name" not in table:
        msg = f"{path.name}: no column holds an id or a name."
        raise RosterError(msg)
    if "leader_id" not in table:
        table.insert(0, "leader_id", [f"row-{i + 1}" for i in range(len(table))])
    table["leader_id"] = table["leader_id"].astype("str")
    for column in NUMBERS:
        if column in table:
            table[column] = pd.to_numeric(table[column], errors="coerce").astype(
                "float64"
            )
    n = len(table)
    return Roster(
        table=table,
        lines=np.arange(2, n + 2),
        source=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        report=ImportReport("delimited text", "utf-8", ",", n, n, 0),
    )
