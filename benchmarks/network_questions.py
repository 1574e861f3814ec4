"""Find who asked about the same, by what founders asked their peers.

    python -m benchmarks.network_questions [FOLDER [MODEL]]

FOLDER is `shared/data` beside the checkout, MODEL the folder of a sentence model;
without one that of the extra is taken, where it is there. People are the askers of
onstartups_questions; what they ask is what they struggle with. Of 200 questions of
people who asked twice or more, the text is the purpose, and the question is taken out
of the roster; tags are seen by no ranker. To be found are all others who asked under
one of its tags. Recall at ten is the share of them, of ten at most, among the first
ten.
"""

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.program.program import Program
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from matcher.suggest import SuggestParams, build_pool, suggest
from models.encoders.sentence import PACKAGE, SentenceEncoder
from models.encoders.text import TextEncoder, content_words

SHARED = Path(__file__).parents[2] / "shared" / "data"
N_HELD = 200
N_TOP = 10
Table = NDArray[np.float64]
PARAMS = SuggestParams(reciprocity=0.0, reach=0.0, diversity=0.0)


def load(folder: Path) -> pd.DataFrame:
    """Read the questions that say who asked."""
    path = folder / "challenges/onstartups_questions.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        questions = pd.DataFrame([json.loads(line) for line in file])
    questions = questions[~questions["asker"].isin(["", "Community"])]
    questions["text"] = questions["title"] + "\n" + questions["body"].fillna("")
    return questions.reset_index(drop=True)


def recall(scores: Table, own: int, wanted: set[int]) -> float:
    """Give the share of those wanted, of ten at most, among the first ten."""
    scores = scores.copy()
    scores[own] = -np.inf
    first = np.argsort(-scores, kind="stable")[:N_TOP].tolist()
    return len(wanted & set(first)) / min(N_TOP, len(wanted))


def main(arguments: list[str] | None = None) -> None:
    """Rank for every held-out question, by every ranker."""
    given = arguments or []
    questions = load(Path(given[0]) if given else SHARED)
    rng = np.random.default_rng(0)
    twice = questions.groupby("asker")["text"].transform("size") > 1
    held = rng.choice(questions.index[twice], N_HELD, replace=False)
    kept = questions.drop(index=held)
    people = {name: row for row, name in enumerate(sorted(set(kept["asker"])))}
    said = kept.groupby("asker")["text"].agg("\n".join).reindex(list(people))
    by_tag: dict[str, set[int]] = {}
    for asker, tags in zip(kept["asker"], kept["tags"], strict=True):
        for tag in tags:
            by_tag.setdefault(tag, set()).add(people[asker])
    asked = questions.loc[held]
    asked = asked[asked["asker"].isin(people)]
    tables = _tables(said.tolist(), asked["text"].tolist(), given[1:2])
    tables["suggest"] = _suggested(said, asked, people)
    tables["random"] = rng.random((len(asked), len(people)))
    print(f"{len(people):,} people, {len(asked)} questions; recall at {N_TOP}:")
    for name, table in tables.items():
        found = []
        for at, (asker, tags) in enumerate(
            zip(asked["asker"], asked["tags"], strict=True)
        ):
            own = people[asker]
            wanted = set().union(*(by_tag.get(tag, set()) for tag in tags)) - {own}
            if wanted:
                found.append(recall(table[at], own, wanted))
        error = 1.96 * np.std(found, ddof=1) / np.sqrt(len(found))
        print(f"  {name}: {np.mean(found):.3f} (+- {error:.3f})")


def _tables(said: list[str], asked: list[str], model: list[str]) -> dict[str, Table]:
    """Rank by the cosine of plain texts, of short vectors, and of sentences."""
    words = TfidfVectorizer(analyzer=content_words, sublinear_tf=True, min_df=2)
    rows = words.fit_transform(said)
    found = {"TF-IDF": np.asarray((words.transform(asked) @ rows.T).todense())}
    encoders: dict[str, Any] = {"TF-IDF and SVD": TextEncoder()}
    if model or importlib.util.find_spec(PACKAGE):
        sentences = SentenceEncoder(*model)
        encoders["sentences"] = TextEncoder(vectorizer=sentences)
    for name, encoder in encoders.items():
        places = np.nan_to_num(encoder.fit_transform([[text] for text in said]))
        found[name] = np.nan_to_num(encoder.transform([[t] for t in asked])) @ places.T
    return found


def _suggested(
    said: "pd.Series[str]", asked: pd.DataFrame, people: dict[str, int]
) -> Table:
    """Rank by the place in the answer of `suggest`."""
    table = pd.DataFrame(
        {
            "leader_id": [f"A-{row}" for row in range(len(people))],
            "challenges": said.to_numpy(),
        }
    )
    report = ImportReport.__new__(ImportReport)
    roster = Roster(table, np.arange(2, len(table) + 2), "questions", "", report)
    pool = build_pool(roster, Program(variety={"challenges": 1.0}))
    scores = np.zeros((len(asked), len(people)))
    for at, (asker, text) in enumerate(zip(asked["asker"], asked["text"], strict=True)):
        leader_id = f"A-{people[asker]}"
        answer = suggest(pool, leader_id, topic=text, k=N_TOP, params=PARAMS)
        for entry in answer.entries:
            scores[at, pool.facts.ids.row_of(entry.leader_id)] = 100 - entry.position
    return scores


if __name__ == "__main__":
    main(sys.argv[1:])
