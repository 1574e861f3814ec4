"""Whole groups: terms of people who sat together, values that never saw the group."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.embedding import Embedding
from training.answers import answers_of
from training.group_findings import explain_groups, gather_groups, group_terms
from training.world import as_feedback
from training.worlds import world_of_profiles

N, SEASONS = 48, 3


@pytest.fixture(scope="module")
def world():
    return world_of_profiles(N, np.random.default_rng(1))


@pytest.fixture(scope="module")
def embedding(world):
    return Embedding(as_of_year=2026.0).fit(world.roster.table)


def rated(world, effect, rng):
    """Let seasons meet; groups are rated by their variety as far as `effect` says."""
    tables = []
    for season in range(1, SEASONS + 1):
        labels = rng.permutation(np.arange(N) // 8)
        tables.append(world.meet(labels, season, rng))
        members = {f"R{season}G{g}": np.flatnonzero(labels == g) for g in range(N // 8)}
        embedding = Embedding(as_of_year=2026.0).fit(world.roster.table)
        variety = group_terms(embedding, world.roster.table, members)["variety"]
        scale = np.std(list(variety.values()))
        middle = np.mean(list(variety.values()))
        for name, rows in members.items():
            liked = 0.5 + effect * (variety[name] - middle) / scale
            ratings = np.clip(liked + 0.05 * rng.normal(size=rows.size), 0.0, 1.0)
            met = (
                tables[-1]
                .iloc[[0] * rows.size]
                .assign(
                    rater=rows, ratee=-1, kind="group_rating", value=ratings, group=name
                )
            )
            tables.append(met)
    return as_feedback(world.roster, tables)


def explained(world, embedding, feedback):
    return explain_groups(
        world.roster.table, feedback, answers_of(feedback), embedding=embedding
    )


def test_variety_that_matters_is_found_and_said(world, embedding):
    feedback = rated(world, 0.12, np.random.default_rng(2))

    found = explained(world, embedding, feedback)

    assert list(found) == ["group_rating"]
    model = found["group_rating"]
    assert model.is_beyond_mean
    assert "variety" in model.sentence
    assert model.coef[model.terms.index("variety")] > 0.0


def test_what_does_not_matter_is_left_out_and_said(world, embedding):
    feedback = rated(world, 0.0, np.random.default_rng(3))

    model = explained(world, embedding, feedback)["group_rating"]

    assert model.terms == ("mean",)
    assert "does not predict" in model.sentence


def test_the_values_of_a_group_never_saw_its_answers(world, embedding):
    """Turning the answers of one group round leaves its own terms alone."""
    feedback = rated(world, 0.0, np.random.default_rng(4))
    own = (feedback.table["group"] == "R1G0") & (feedback.table["kind"] == "helped")
    turned = feedback.table.assign(
        value=feedback.table["value"].where(~own, 1.0 - feedback.table["value"])
    )
    tables = [
        gather_groups(world.roster.table, one, answers_of(one), embedding=embedding)[
            "group_rating"
        ]
        for one in (feedback, replace(feedback, table=turned))
    ]
    rows = [table.groups.index("R1G0") for table in tables]

    assert tables[0].X[rows[0]] == pytest.approx(tables[1].X[rows[1]])


def test_a_group_of_twins_has_no_variety_and_one_of_two_kinds_a_faultline():
    table = pd.DataFrame(
        {
            "leader_id": [f"L{i}" for i in range(12)],
            "industry": ["511210"] * 4 + ["722511"] * 4 + ["236220"] * 4,
            "employees": [10.0] * 4 + [5000.0] * 4 + [300.0] * 4,
        }
    )
    embedding = Embedding(facets=["industry", "size"]).fit(table)

    terms = group_terms(
        embedding, table, {"twins": (0, 1, 2, 3), "camps": (0, 1, 2, 4, 5, 6)}
    )

    assert terms["variety"]["twins"] == pytest.approx(0.0)
    assert terms["variety"]["camps"] > 0.0
    assert terms["faultline"]["camps"] > 0.9 > terms["faultline"]["twins"]


def test_feedback_about_nobody_in_groups_explains_nothing(world, embedding):
    tables = [world.meet(np.arange(N) // 8, 1, np.random.default_rng(0))]

    assert explained(world, embedding, as_feedback(world.roster, tables)) == {}
