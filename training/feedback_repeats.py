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
    if repeated.empty:
        return table, []
    ordered = repeated.sort_values(
        ["answered_at", "line"], na_position="first", kind="stable"
    )
    asked = ordered.groupby(_KEY, dropna=False, sort=False)
    kept = asked[["value", "kind", "line"]].transform("last")
    is_same = (ordered[["value", "kind"]] == kept[["value", "kind"]]).all(axis=1)
    is_dropped = ordered["line"] != kept["line"]
    problems = [
        LineProblem(line, _told(of_line, is_same=same))
        for line, of_line, same in zip(
            ordered["line"][is_dropped].tolist(),
            kept["line"][is_dropped].tolist(),
            is_same[is_dropped].tolist(),
            strict=True,
        )
    ]
    dropped = ordered.index[is_dropped]
    return table.drop(index=dropped).reset_index(drop=True), problems


def _told(line: int, *, is_same: bool) -> str:
    if is_same:
        return f"repeats line {line}; counted once"
    return f"another answer than line {line}; the later one counts"
