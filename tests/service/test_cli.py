"""The commands as a user runs them: real files in, real files out."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INDUSTRIES = (
    "Software",
    "Construction",
    "Retail",
    "Health Care",
    "Insurance",
    "Farming",
)


def run(*words, cwd, timeout=300):
    command = [sys.executable, "-m", "service", *map(str, words)]
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def environment():
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}


def write_roster(path, n_leaders=40, industries=INDUSTRIES):
    rows = [
        {
            "Member ID": f"M-{i:03d}",
            "Full name": f"Person {i}",
            "Company": f"Company {i}",
            "Industry": industries[i % len(industries)],
            "Revenue": 1_000_000 + 10_000 * i,
            "Employees": 10 + i,
        }
        for i in range(n_leaders)
    ]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_csv(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def formed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formed")
    write_roster(folder / "members.csv")
    done = run(
        "form", "members.csv", "--seconds", "0.3", "--json", "-o", "out", cwd=folder
    )
    return folder, done


def test_form_writes_the_four_files_and_sums_up_in_json(formed):
    folder, done = formed

    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "groups.csv",
        "proposal.json",
        "report.html",
        "unplaced.csv",
    ]
    told = json.loads(done.stdout)
    assert (told["n_placed"], told["n_refused"], told["clashes"]) == (40, 0, [])
    assert any("gender" in remark for remark in told["remarks"])  # of the preset


def test_form_seats_every_leader_once_in_groups_of_the_right_size(formed):
    folder, _ = formed
    rows = read_csv(folder / "out/groups.csv")
    sizes = {}
    for row in rows:
        sizes[row["group_id"]] = sizes.get(row["group_id"], 0) + 1

    assert list(rows[0]) == ["leader_id", "group_id", "locked", "moved", "reason"]
    assert sorted(row["leader_id"] for row in rows) == [f"M-{i:03d}" for i in range(40)]
    assert all(8 <= size <= 12 for size in sizes.values())
    assert all(row["reason"] for row in rows)


def test_a_proposal_is_replayed_bit_for_bit(formed):
    """A preset's rules, what it left out, remarks and status included."""
    folder, _ = formed

    done = run(
        *("form", "members.csv", "--replay", "out/proposal.json", "-o", "again"),
        cwd=folder,
    )

    assert done.returncode == 0, done.stderr
    for name in ("groups.csv", "unplaced.csv", "proposal.json", "report.html"):
        again, before = ((folder / d / name).read_bytes() for d in ("again", "out"))
        assert again == before, name


def test_a_replay_with_another_mapping_is_refused(formed):
    folder, _ = formed

    done = run(
        *("form", "members.csv", "--map", "plain", "-o", "refused"),
        *("--replay", "out/proposal.json"),
        cwd=folder,
    )

    assert done.returncode == 1
    assert "map file is not the one" in done.stderr


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"provenance": {"n_threads": -1}}'])
def test_what_is_no_recording_is_refused_in_one_line(formed, text):
    folder, _ = formed
    (folder / "odd.json").write_text(text)

    done = run("form", "members.csv", "--replay", "odd.json", "-o", "no", cwd=folder)

    assert done.returncode == 1
    assert done.stderr.strip().endswith("is not a proposal.json that can be replayed.")


def test_a_replay_on_another_roster_is_refused(formed, tmp_path):
    folder, _ = formed
    other = write_roster(tmp_path / "other.csv", n_leaders=41)

    done = run(
        "form", other, "--replay", "out/proposal.json", "-o", "refused", cwd=folder
    )

    assert done.returncode == 1
    assert "roster file is not the one" in done.stderr
    assert not (folder / "refused").exists()


def test_an_existing_folder_is_kept_without_force(formed):
    folder, _ = formed
    before = (folder / "out/groups.csv").read_bytes()

    done = run("form", "members.csv", "-o", "out", cwd=folder)

    assert done.returncode == 1
    assert "--force" in done.stderr
    assert (folder / "out/groups.csv").read_bytes() == before


def test_rules_that_leave_people_out_exit_3_and_still_propose(tmp_path):
    """Ten of one industry; the other thirty fill four groups of eight, not five."""
    trades = "Construction Insurance Banking Mining Farming Hospitals Restaurants"
    others = [*trades.split(), "Trucking", "Law firm", "Advertising"] * 3
    write_roster(tmp_path / "members.csv", industries=(*others, *["Software"] * 10))
    (tmp_path / "program.toml").write_text(
        "[size]\nmin = 8\nmax = 12\n[variety]\nsize = 1.0\n"
        '[[rule]]\nkind = "at_most"\ncolumn = "industry"\n'
    )
    options = ("--program", "program.toml", "--seconds", "0.3", "-o", "out")

    done = run("form", "members.csv", *options, cwd=tmp_path)

    assert done.returncode == 3, done.stderr
    assert "no two from the same industry" in done.stdout
    left = read_csv(tmp_path / "out/unplaced.csv")
    assert len(left) == 6
    assert {row["leader_id"] for row in left} <= {f"M-{i:03d}" for i in range(30, 40)}
    assert all("no two from the same industry" in row["reason"] for row in left)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,company\n", "header"),
        ("colour,shape\nred,round\n", "name"),
    ],
    ids=["empty", "header only", "neither id nor name"],
)
def test_what_cannot_be_a_roster_is_one_line_and_exit_1(tmp_path, text, said):
    (tmp_path / "members.csv").write_text(text)

    done = run("form", "members.csv", "-o", "out", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_writes_nothing_and_explains_columns(tmp_path):
    write_roster(tmp_path / "members.csv")

    done = run("check", "members.csv", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Member ID" in done.stdout
    assert "leader_id" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["members.csv"]


def test_wrong_usage_exits_2():
    done = run("form", cwd=ROOT)

    assert done.returncode == 2
    assert "Usage" in done.stderr


def test_an_interrupt_keeps_the_best_groups_so_far(tmp_path):
    write_roster(tmp_path / "members.csv", n_leaders=400)
    command = [sys.executable, "-m", "service", "form", "members.csv"]
    options = ["--seconds", "600", "-o", "out"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stderr:
        if "seated" in line:
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130
    proposal = json.loads((tmp_path / "out/proposal.json").read_text())
    assert proposal["summary"]["status"] == "interrupted"
    assert proposal["summary"]["n_placed"] > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["members.csv", "out"]


def test_an_interrupt_before_the_first_groups_leaves_nothing(tmp_path):
    write_roster(tmp_path / "members.csv", n_leaders=200_000)
    command = [sys.executable, "-m", "service", "form", "members.csv", "-o", "out"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
    )
    assert "Searching" not in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["members.csv"]


def test_an_interrupt_after_the_search_does_not_lose_its_groups(tmp_path):
    """Sent again and again until the process says that it passes one by."""
    write_roster(tmp_path / "members.csv", n_leaders=3_000)
    command = [sys.executable, "-m", "service", "form", "members.csv"]
    process = subprocess.Popen(
        [*command, "--seconds", "600", "-o", "out"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stderr:
        if "seated" in line:
            break
    process.send_signal(signal.SIGINT)  # ends the search
    time.sleep(0.6)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # comes while results are written
    process.communicate(timeout=120)

    assert process.returncode == 130
    if (tmp_path / "out").exists():
        assert len(list((tmp_path / "out").iterdir())) == 4
    assert not list(tmp_path.glob(".out-*"))


def test_a_missing_file_is_one_line(tmp_path):
    done = run("check", "nobody.csv", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr == "peermatch: nobody.csv: there is no such file.\n"


def test_a_reader_that_goes_away_is_no_error_of_ours(tmp_path):
    write_roster(tmp_path / "members.csv")
    command = f"{sys.executable} -m service check members.csv | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
