"""The speed-dating events of Fisman and Iyengar as profiles and answers.

Everyone met everyone of the other side in an event, so any policy can be replayed.
Only what was asked before an event is a feature. Gender decides who can meet whom and
is no feature; nor are age, race, religion and where people come from.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from training.answers import Answers

FILE = "feedback/speed_dating_events_1_14.csv.gz"
TRAITS = ("attr", "sinc", "intel", "fun", "amb")
WANTED = (*TRAITS, "shar")
INTERESTS = (
    *("sports", "tvsports", "exercise", "dining", "museums", "art", "hiking"),
    *("gaming", "clubbing", "reading", "tv", "theater", "movies", "concerts"),
    *("music", "shopping", "yoga"),
)
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Events:
    """All events.

    Attributes
    ----------
    profiles : Profiles
        People.
    answers : Answers
        Decisions; the group of a pair is its event.
    event : ndarray of shape (n_answers,)
        Event of each decision, from 0.
    is_chooser : ndarray of shape (n_answers,), bool
        Decisions of one of the two sides, one a meeting.
    back : ndarray of shape (n_answers,), intp
        The decision of the other one of the same meeting; -1 where unknown.
    """

    profiles: Profiles
    answers: Answers
    event: NDArray[np.intp]
    is_chooser: NDArray[np.bool_]
    back: NDArray[np.intp]


def load(folder: Path) -> Events:
    """Read the events.

    Parameters
    ----------
    folder : Path
        Of the shared data.

    Returns
    -------
    Events
        Rows without a partner's id are left out.
    """
    table = pd.read_csv(folder / FILE, encoding="latin-1", low_memory=False)
    table = table[table["pid"].notna()].reset_index(drop=True)
    people = table.drop_duplicates("iid").set_index("iid")
    row = {person: i for i, person in enumerate(people.index)}
    rater = table["iid"].map(row).to_numpy()
    ratee = table["pid"].astype(int).map(row).to_numpy()
    event = table["wave"].to_numpy() - 1
    pairs = Pairs.of(rater, ratee, group=event)
    place = {pair: i for i, pair in enumerate(zip(rater, ratee, strict=True))}
    back = np.array([place.get((j, i), -1) for i, j in zip(rater, ratee, strict=True)])
    answers = Answers.of(pairs, table["dec"].to_numpy(), head="accepted")
    is_chooser = people["gender"].to_numpy()[rater] == 1
    return Events(_profiles(people), answers, event, is_chooser, back)


def _standard(columns: pd.DataFrame) -> Array:
    X = columns.to_numpy(dtype=float)
    return np.asarray(np.nan_to_num((X - np.nanmean(X, 0)) / np.nanstd(X, 0)))


def _one_hot(column: pd.Series, n: int) -> Array:
    codes = column.fillna(0).astype(int).to_numpy()
    return np.asarray(np.eye(n + 1)[codes][:, 1:])


def _profiles(people: pd.DataFrame) -> Profiles:
    number = {
        name: pd.to_numeric(people[name].astype(str).str.replace(",", ""), "coerce")
        for name in ("income", "mn_sat", "tuition")
    }
    own = pd.DataFrame(
        {
            **{f"prefers__{t}": people[f"{t}1_1"] for t in WANTED},
            **{f"expects__{t}": people[f"{t}2_1"] for t in WANTED},
            **{f"self__{t}": people[f"{t}3_1"] for t in TRAITS},
            **{f"interests__{t}": people[t] for t in INTERESTS},
            **{f"habits__{t}": people[t] for t in ("date", "go_out", "exphappy")},
            **{f"means__{name}": column for name, column in number.items()},
        }
    )
    goals, fields, careers = (
        _one_hot(people[name], n)
        for name, n in (("goal", 6), ("field_cd", 18), ("career_c", 17))
    )
    names = [*own.columns]
    for facet, coded in (("goal", goals), ("field", fields), ("career", careers)):
        names += [f"{facet}__{k}" for k in range(coded.shape[1])]
    wants = _standard(people[[f"{t}1_1" for t in TRAITS]])
    has = _standard(people[[f"{t}3_1" for t in TRAITS]])
    likes = _standard(people[list(INTERESTS)])
    likes -= likes.mean(axis=1, keepdims=True)
    likes /= np.maximum(np.linalg.norm(likes, axis=1, keepdims=True), 1e-9)
    prefers = _standard(people[[f"{t}1_1" for t in WANTED]])
    habits = _standard(people[["date", "go_out"]])
    alike = {
        "interests": likes,
        "field": fields,
        "career": careers,
        "goal": goals,
        "prefers": prefers,
        "habits": habits,
        "self": has,
    }
    maps = [PairMap("need x offer", wants, has)]
    maps += [PairMap(name, X, X) for name, X in alike.items()]
    X = np.hstack([own.to_numpy(dtype=float), goals, fields, careers])
    ids = tuple(str(person) for person in people.index)
    return Profiles(ids, X, tuple(names), tuple(maps))
