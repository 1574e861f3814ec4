"""Answers given twice: the last one counts, and every other line is reported."""

import pandas as pd

from matcher.roster.records import LineProblem

_OPPOSITE = {"declined": "accepted"}
_KEY = ["rater", "ratee", "what", "group", "shown_at"]


def drop_repeats(table: pd.DataFrame) -> tuple[pd.DataFrame, list[LineProblem]]:
    """Keep one answer of each rater to each question.

    A question is who or which group was judged, in what respect, in which group and
    shown when; accepting and declining answer the same one. The answer given last
    counts, and the line further down where the moments do not tell.

    Parameters
    ----------
    table : DataFrame
        Answers, one a row, with their lines.

    Returns
    -------
    tuple of (DataFrame, list of LineProblem)
        Answers that count, in the order of the file, and the lines that do not.
    """
    keyed = table.assign(what=table["kind"].replace(_OPPOSITE))
    repeated = keyed[keyed.duplicated(_KEY, keep=False)]
    problems: list[LineProblem] = []
    dropped: list[int] = []
    for _, rows in repeated.groupby(_KEY, dropna=False, sort=False):
        ordered = rows.sort_values(
            ["answered_at", "line"], na_position="first", kind="stable"
        )
        kept = ordered.iloc[-1]
        for index, row in ordered.iloc[:-1].iterrows():
            same = row["value"] == kept["value"] and row["kind"] == kept["kind"]
            what = "repeats" if same else "another answer than"
            which = "counted once" if same else "the later one counts"
            line = int(kept["line"])
            problems.append(
                LineProblem(int(row["line"]), f"{what} line {line}; {which}")
            )
            dropped.append(int(str(index)))
    return table.drop(index=dropped).reset_index(drop=True), problems
