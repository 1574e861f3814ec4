"""The bare solver from the command line."""

import json

import pytest

from tests.service.test_cli import run

INSTANCE = "4 2 ss 2 2 2 2\n0 1 9\n0 2 1\n0 3 2\n1 2 2\n1 3 1\n2 3 9\n"


def test_an_instance_is_solved_to_its_proven_optimum(tmp_path):
    (tmp_path / "four.txt").write_text(INSTANCE)

    done = run("solve", "four.txt", "--seconds", "5", "--json", cwd=tmp_path)

    answer = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (answer["objective"], answer["bound"], answer["status"]) == (
        18,
        18,
        "optimal",
    )
    assert answer["labels"][0] == answer["labels"][1] != answer["labels"][2]


def test_features_are_solved_with_groups_or_sizes(tmp_path):
    """Two pairs of opposites: keeping each pair together gives 4 + 4."""
    (tmp_path / "points.csv").write_text("x,y\n-1,0\n1,0\n0,-1\n0,1\n")

    by_groups = run(
        *("solve", "points.csv", "--groups", "2", "--seconds", "0.2", "--json"),
        cwd=tmp_path,
    )
    by_sizes = run(
        *("solve", "points.csv", "--sizes", "2:2", "--seconds", "0.2", "--json"),
        cwd=tmp_path,
    )

    for done in (by_groups, by_sizes):
        assert json.loads(done.stdout)["objective"] == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("4 2 ss 2 2\n", (), "line 1"),
        ("4 2 ss 2 2 2 2\n0 9 1\n", (), "line 2"),
        ("a,b\n1,2\n3,x\n", ("--groups", "1"), "line 3: column 'b'"),
        ("a,b\n1,2\n", (), "give --groups"),
        ("a\n1\n2\n3\n", ("--sizes", "4:5"), "not even one group"),
        ("", ("--groups", "1"), "not a CSV"),
    ],
    ids=["bounds", "row", "number", "no groups", "sizes", "empty"],
)
def test_bad_files_are_one_line(tmp_path, text, options, said):
    (tmp_path / "file.txt").write_text(text)

    done = run("solve", "file.txt", *options, "--seconds", "0.1", cwd=tmp_path)

    assert done.returncode in (1, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_sizes_are_two_whole_numbers(tmp_path):
    done = run("solve", "file.txt", "--sizes", "8-12", cwd=tmp_path)

    assert done.returncode == 2
    assert "8:12" in done.stderr


def test_rows_without_a_seat_exit_3(tmp_path):
    (tmp_path / "points.csv").write_text("x\n1\n2\n3\n")

    done = run(
        "solve", "points.csv", "--sizes", "2:2", "--seconds", "0.1", cwd=tmp_path
    )

    assert done.returncode == 3
    assert "1 row" in done.stdout


def test_a_gap_to_a_bound_of_zero_is_no_number_in_json(tmp_path):
    """All distances are costs: the bound is 0, and 0 cannot be reached."""
    (tmp_path / "costs.txt").write_text(INSTANCE.replace(" 9\n", " -9\n"))
    lines = (tmp_path / "costs.txt").read_text().splitlines()
    costs = [lines[0], *(f"{line[:4]}-{line[4:].strip('-')}" for line in lines[1:])]
    (tmp_path / "costs.txt").write_text("\n".join(costs))

    done = run("solve", "costs.txt", "--seconds", "0.2", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objective"] < 0
