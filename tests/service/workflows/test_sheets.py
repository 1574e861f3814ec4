"""A chosen sheet is part of what a proposal was made from."""

import datetime as dt
import json

import openpyxl
import pytest
from click.testing import CliRunner

from service.cli import cli
from service.workflows.inputs import Sources, read_inputs

DAY = dt.date(2026, 1, 1)
TRADES = ("Banking", "Retail", "Software", "Mining", "Energy", "Health")


@pytest.fixture
def book(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Members"
    for sheet in (workbook.active, workbook.create_sheet("Alumni 2026")):
        sheet.append(["id", "name", "industry"])
        for i in range(24):
            sheet.append([f"{sheet.title[0]}{i}", f"Person {i}", TRADES[i % 6]])
    path = tmp_path / "people.xlsx"
    workbook.save(path)
    return path


def test_sheets_of_one_book_are_different_inputs(book):
    chosen = read_inputs(Sources(book, sheet="Alumni 2026"), str, as_of=DAY)
    first = read_inputs(Sources(book), str, as_of=DAY)

    assert chosen.roster.leader_ids[0] == "A0"
    assert first.roster.leader_ids[0] == "M0"
    assert chosen.sha256["roster"] == first.sha256["roster"]
    assert chosen.sha256.keys() - first.sha256.keys() == {"sheet"}


def test_the_command_that_replays_names_the_sheet(book, tmp_path):
    output = tmp_path / "out"

    args = ["form", str(book), "--sheet", "Alumni 2026", "--seconds", "0.2"]
    result = CliRunner().invoke(cli, [*args, "-o", str(output)])

    provenance = json.loads((output / "proposal.json").read_text())["provenance"]
    assert result.exit_code in {0, 3}
    assert provenance["sheet"] == "Alumni 2026"
    assert "--sheet 'Alumni 2026'" in provenance["command"]
