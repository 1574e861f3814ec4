"""Guides are read with their lists; what does not fit is named by its line."""

import pytest

from matcher.errors import GuidesError
from matcher.roster.guides import read_guides
from matcher.roster.read import read_roster

HEADER = "guide_id,name,capacity,slots,languages,prefers,avoids,groups\n"


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(
        "leader_id,name,slots,languages\nL1,a,Tue PM; Wed AM,English\n"
        "L2,b,Tue PM,German; English\nL3,c,,\n",
        encoding="utf-8",
    )
    return read_roster(path)


@pytest.fixture
def read(tmp_path, roster):
    def _read(text):
        path = tmp_path / "guides.csv"
        path.write_text(HEADER + text, encoding="utf-8")
        return read_guides(path, roster)

    return _read


def test_lists_are_folded_and_groups_have_their_slot(read):
    guides = read("C1,Ann,3,Tue PM; wed am,ENGLISH,L1,L2,North @ Tue PM; South\n")

    (guide,) = guides.entries
    assert guide.capacity == 3
    assert guide.slots == ("tue pm", "wed am")
    assert guide.languages == ("english",)
    assert (guide.prefers, guide.avoids) == (("L1",), ("L2",))
    assert guide.groups == (("North", "tue pm"), ("South", ""))
    assert guides.slot_names == {"tue pm": "Tue PM", "wed am": "wed am"}
    assert not guides.problems


def test_what_is_blank_is_not_known(read):
    (guide,) = read("C1,,,,,,,\n").entries

    assert guide.capacity is None
    assert guide.slots == guide.languages == guide.groups == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",x,2,,,,,", "guide_id is blank"),
        ("=C9,x,,,,,,", "like a formula"),
        ("C1,x,2,,,,,", '"C1" again, as on line 2'),
        ("C2,x,-1,,,,,", "below 0; counted as 0"),
        ("C2,x,some,,,,,", "no whole number"),
        ("C2,x,1.5,,,,,", "no whole number"),
        ("C2,x,nan,,,,,", "no whole number"),
        (
            "C2,x,,Tue PN,,,,",
            'no leader states the slot "tue pn"; did you mean "tue pm"?',
        ),
        ("C2,x,,,Klingon,,,", 'no leader states the language "klingon"'),
        ("C2,x,,,,L1,L1,", "prefers and avoids the same"),
        ("C2,x,,,,,,@ Tue PM", "an entry without a group"),
        ("C2,x,,,,,,North", "a group that line 2 leads too"),
    ],
)
def test_every_line_that_does_not_fit_is_named(read, line, said):
    guides = read(f"C1,x,,,,,,North\n{line}\n")

    (problem,) = guides.problems
    assert problem.line == 3
    assert said in problem.what
    assert "L1" not in problem.what


def test_capacities_out_of_range_take_no_group_or_one(read):
    guides = read("C1,x,-4,,,,,\nC2,x,lots,,,,,\nC3,x,0,,,,,\n")

    assert [guide.capacity for guide in guides.entries] == [0, 1, 0]


def test_a_file_without_guides_is_refused(read):
    with pytest.raises(GuidesError, match="names no guide"):
        read("")


def test_a_file_without_ids_is_refused(tmp_path, roster):
    path = tmp_path / "guides.csv"
    path.write_text("who,capacity\nAnn,1\n", encoding="utf-8")

    with pytest.raises(GuidesError, match='must name the column "guide_id"'):
        read_guides(path, roster)
