"""The commands that learn, as a shell sees them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matcher.roster.read import read_roster
from matcher.roster.sample import make_sample, write_sample
from training.world import feedback_csv
from training.worlds import world_of_roster

ROOT = Path(__file__).parents[2]


def run(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "service", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": ""},
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Make a folder with a sample roster, answers about it, and a bundle."""
    folder = tmp_path_factory.mktemp("learning")
    write_sample(make_sample(), folder)
    roster = read_roster(folder / "roster.csv")
    rng = np.random.default_rng(2)
    world = world_of_roster(roster, None, rng)
    groups = [rng.permutation(np.arange(len(roster)) // 9) for _ in range(3)]
    tables = [world.meet(labels, n, rng) for n, labels in enumerate(groups, 1)]
    (folder / "feedback.csv").write_text(feedback_csv(roster, tables))
    done = run("train", "roster.csv", "feedback.csv", "-o", "bundle", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "better than rules alone" in done.stdout
    return folder


@pytest.mark.slow
def test_a_bundle_goes_from_training_to_groups_and_back(place):
    listed = run("models", "list", cwd=place)
    assert listed.returncode == 1
    assert "there is no such registry" in listed.stderr

    words = ("bundle", "roster.csv", "feedback.csv")
    promoted = run("models", "promote", *words, "--json", cwd=place)
    assert promoted.returncode == 0, promoted.stderr
    bundle_id = json.loads(promoted.stdout)["bundle"]

    formed = run(
        *("form", "roster.csv", "--program", "program.toml", "--model", "bundles"),
        *("--seconds", 0.3, "-o", "out"),
        cwd=place,
    )
    assert formed.returncode == 0, formed.stderr
    told = json.loads((place / "out/proposal.json").read_text())
    assert told["provenance"]["bundle"]["id"] == bundle_id
    assert told["provenance"]["sha256"]["bundle"] == bundle_id
    assert told["provenance"]["bundle"]["metrics"]["is_better"] is True
    assert told["value"]["mean"] > told["value"]["random"]
    assert bundle_id[:12] in (place / "out/report.html").read_text()
    assert bundle_id[:12] in formed.stdout

    again = run(
        *("form", "roster.csv", "--model", "bundles", "--replay", "out/proposal.json"),
        *("-o", "again"),
        cwd=place,
    )
    assert again.returncode == 0, again.stderr
    groups = [(place / name / "groups.csv").read_text() for name in ("out", "again")]
    assert groups[0] == groups[1]

    late = "L0001,L0002,helped,1,2031-05-01"
    ids = read_roster(place / "roster.csv").leader_ids
    rows = ["rater_id,ratee_id,kind,value,answered_at"]
    rows += [late.replace("L0001", ids[0]).replace("L0002", ids[1])]
    (place / "late.csv").write_text("\n".join(rows))
    words_late = ("roster.csv", "late.csv", "--as-of", "2031-06-01", "--json")
    folded = json.loads(run("models", "fold-in", *words_late, cwd=place).stdout)
    assert folded["n_answers"] == 1
    assert folded["bundle"] != bundle_id
    once = json.loads(run("models", "fold-in", *words_late, cwd=place).stdout)
    assert once["bundle"] == folded["bundle"]
    states = run("models", "list", "--json", cwd=place)
    found = [b["state"] for b in json.loads(states.stdout)["bundles"]]
    assert found == ["champion", "folded"]
    checked = run(
        *("form", "roster.csv", "--program", "program.toml", "--model", "bundles"),
        *("--seconds", 0.1, "-o", "late"),
        cwd=place,
    )
    assert folded["bundle"][:12] in checked.stdout

    twice = run("models", "promote", *words, cwd=place)
    assert twice.returncode == 1
    assert "champion already" in twice.stderr

    back = run("models", "roll-back", "--json", cwd=place)
    told = json.loads(back.stdout)
    assert told == {"before": bundle_id, "champion": None, "damaged": []}
    states = run("models", "list", "--json", cwd=place)
    assert [b["state"] for b in json.loads(states.stdout)["bundles"]] == ["challenger"]


@pytest.mark.slow
def test_what_cannot_teach_leaves_rules_alone(place):
    (place / "none.csv").write_text("rater_id,ratee_id,kind,value\nX,Y,helped,1\n")

    taught = run(
        "train", "roster.csv", "none.csv", "-o", "nothing", "--json", cwd=place
    )

    assert taught.returncode == 0, taught.stderr
    told = json.loads(taught.stdout)
    assert told["metrics"]["is_better"] is False
    assert "rules alone stay" in told["metrics"]["sentence"]
    assert told["problems"][0]["line"] == 2
    refused = run("models", "promote", "nothing", "roster.csv", "none.csv", cwd=place)
    assert refused.returncode == 1
    assert "rules alone" in refused.stdout


def test_an_output_that_exists_is_refused_before_training(place):
    done = run("train", "roster.csv", "feedback.csv", "-o", "bundle", cwd=place)

    assert done.returncode == 1
    assert done.stderr.startswith("peermatch: bundle already exists")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("form", "roster.csv", "--model", "nowhere", "-o", "x"), "no such folder"),
        (("form", "roster.csv", "--model", "roster.csv", "-o", "x"), "no such folder"),
        (("models", "promote", "zzzz", "roster.csv", "feedback.csv"), "no bundle has"),
        (("train", "roster.csv", "missing.csv", "-o", "x"), "there is no such file"),
        (("models", "roll-back", "--registry", "empty"), "none to roll back"),
        (("models", "fold-in", "roster.csv", "feedback.csv"), "none to fold into"),
    ],
)
def test_a_slip_is_one_line(place, words, message):
    done = run(*words, cwd=place)

    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (place / "x").exists()


def test_a_tampered_bundle_is_refused_in_one_line(place):
    state = (place / "bundle/state.json").read_bytes()
    (place / "tampered").mkdir()
    for name in ("manifest.json", "arrays.npz"):
        data = (place / "bundle" / name).read_bytes()
        (place / "tampered" / name).write_bytes(data)
    (place / "tampered/state.json").write_bytes(state.replace(b"0", b"1", 1))

    done = run("form", "roster.csv", "--model", "tampered", "-o", "x", cwd=place)

    assert done.returncode == 1
    assert "refused: state.json was changed" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_evaluate_says_how_the_model_stands_beside_baselines(place):
    words = ("evaluate", "roster.csv", "feedback.csv", "--by", "group", "--json")
    done = run(*words, "-o", "page.html", cwd=place)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"auc", "within_person_auc", "log_loss"} <= set(told["model"])
    assert {"constant", "logistic", "boosting"} <= set(told["baselines"])
    assert told["protocol"]["by"] == "group"
    assert (place / "page.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("column", "facets"), [("seniority", ["seniority"]), ("name", [])]
)
def test_any_column_that_says_what_leaders_are_like_can_teach(tmp_path, column, facets):
    rng = np.random.default_rng(7)
    level = rng.integers(1, 30, 40)
    rows = [f"L{i},{level[i]}\n" for i in range(40)]
    (tmp_path / "people.csv").write_text(f"leader_id,{column}\n" + "".join(rows))
    asked = [(i, j) for i in range(40) for j in rng.permutation(40)[:9] if i != j]
    helped = [level[j] - level[i] + rng.normal(0, 3) > 0 for i, j in asked]
    lines = [
        f"L{i},L{j},helped,{int(h)}\n" for (i, j), h in zip(asked, helped, strict=True)
    ]
    (tmp_path / "answers.csv").write_text(
        "rater_id,ratee_id,kind,value\n" + "".join(lines)
    )

    done = run("evaluate", "people.csv", "answers.csv", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["protocol"]["facets"] == facets
    if facets:
        constant = told["baselines"]["constant"]["log_loss"]["value"]
        assert told["model"]["log_loss"]["value"] < 0.8 * constant
