from datetime import date

import numpy as np

from matcher.roster.introductions import Introduction
from matcher.suggest import suggest
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.nightly import suggest_everyone
from tests.matcher.suggest.people import leader, pool_of

THEMES = ("Funding", "Hiring", "Pricing", "Succession", "Culture")


def crowd(folder, n=60, **given):
    rng = np.random.default_rng(3)
    rows = [
        leader(
            i,
            challenges="; ".join(rng.choice(THEMES, 2, replace=False)),
            gives="; ".join(rng.choice(THEMES, 1)),
            company=f"Firm {i % 50}",
            consent_matching="no" if i % 9 == 4 else "yes",
        )
        for i in range(n)
    ]
    ties = [
        (f"L-{i}", f"L-{j}", kind)
        for i, j, kind in zip(
            rng.integers(n, size=150),
            rng.integers(n, size=150),
            rng.choice(["knows", "knows", "knows", "conflict", "supplier"], 150),
            strict=True,
        )
        if i != j
    ]
    return pool_of(folder, rows, ties, **given)


def test_a_night_says_to_everyone_what_they_would_be_told_alone(tmp_path):
    pool = crowd(tmp_path)
    asked = [Introduction("L-1", "L-2", date(2026, 11, day + 1)) for day in range(4)]
    record = GiveAndTake.of(pool, asked, as_of=date(2026, 11, 20))

    night = suggest_everyone(pool, k=5, record=record)

    for row in range(len(pool)):
        alone = suggest(pool, pool.facts.ids[row], k=5, record=record)
        told = night.entries(pool, row)
        assert [e.leader_id for e in told] == [e.leader_id for e in alone.entries]
        assert [e.path for e in told] == [e.path for e in alone.entries]
        assert [e.reasons for e in told] == [e.reasons for e in alone.entries]


def test_two_processes_find_what_one_does(tmp_path):
    pool = crowd(tmp_path)

    one = suggest_everyone(pool, k=3)
    two = suggest_everyone(pool, k=3, n_workers=2)

    assert (one.rows == two.rows).all()
    assert (one.scores == two.scores).all()
    assert one.n_entries > 0
