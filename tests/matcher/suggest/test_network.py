import pytest

from matcher.suggest import suggest
from matcher.suggest.request import UnknownLeaderError
from tests.matcher.suggest.people import leader, pool_of, shown


def test_who_gives_what_is_asked_for_comes_before_who_needs_it_too(tmp_path):
    rows = [
        leader(1),
        leader(2, challenges="Funding"),
        leader(3, gives="Funding"),
        leader(4),
    ]

    found = suggest(pool_of(tmp_path, rows), "L-1", topic="financing")

    assert shown(found) == ["L-3", "L-2"]


def test_a_go_between_leads_to_who_can_help(tmp_path):
    rows = [leader(1), leader(2), leader(3, gives="Funding")]
    ties = [("L-1", "L-2", "knows"), ("L-3", "L-2", "knows")]

    found = suggest(pool_of(tmp_path, rows, ties), "L-1", topic="financing")

    assert found.entries[0].path == ("L-1", "L-2", "L-3")


def test_who_did_not_agree_is_neither_shown_nor_a_go_between(tmp_path):
    yes, no = {"consent_matching": "yes"}, {"consent_matching": "no"}
    rows = [
        leader(1, **yes),
        leader(2, **no),
        leader(3, gives="Funding", **yes),
        leader(4, gives="Funding", **no),
    ]
    ties = [("L-1", "L-2", "knows"), ("L-3", "L-2", "knows")]

    found = suggest(pool_of(tmp_path, rows, ties), "L-1", topic="financing")

    assert shown(found) == ["L-3"]
    assert found.entries[0].path == ()


def test_an_unknown_leader_is_told_as_such(tmp_path):
    pool = pool_of(tmp_path, [leader(1), leader(2)])

    with pytest.raises(UnknownLeaderError, match=r'"L-9" is not in roster\.csv'):
        suggest(pool, "L-9")
