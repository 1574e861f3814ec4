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


def test_who_knows_someone_who_can_help_is_shown_too(tmp_path):
    rows = [leader(1), leader(2), *(leader(i, gives="Funding") for i in (3, 4, 5))]
    ties = [("L-1", "L-2", "knows"), ("L-3", "L-2", "knows"), ("L-2", "L-4", "knows")]

    found = suggest(pool_of(tmp_path, rows, ties), "L-1", topic="financing")

    opener = found.entries[-1]
    assert set(shown(found)[:-1]) == {"L-3", "L-4", "L-5"}
    assert opener.leader_id == "L-2"
    assert opener.path == ("L-1", "L-2")
    assert set(opener.reasons[0].cites) == {"L-3", "L-4"}
    assert [entry.position for entry in found.entries] == [1, 2, 3, 4]


def test_openers_take_few_places_of_a_full_page(tmp_path):
    rows = [leader(i, gives="Funding" if i > 9 else "") for i in range(1, 30)]
    ties = [("L-1", f"L-{i}", "knows") for i in range(2, 10)]
    ties += [(f"L-{i}", f"L-{i + 8}", "knows") for i in range(2, 10)]
    pool = pool_of(tmp_path, rows, ties)

    found = suggest(pool, "L-1", topic="financing", k=5)

    kinds = [entry.reasons[0].kind for entry in found.entries]
    assert len(found) == 5
    assert kinds.count("knows") == 1
    assert suggest(pool, "L-1", topic="financing", k=1).entries[0].reasons


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


def test_the_other_way_of_one_to_one_is_answered_too(tmp_path):
    rows = [leader(1, interests="chess"), leader(2, interests="chess"), leader(3)]

    found = suggest(pool_of(tmp_path, rows), "L-1", way="connect", topic="chess")

    assert found.way == "connect"
    assert shown(found) == ["L-2"]


def test_an_unknown_leader_is_told_as_such(tmp_path):
    pool = pool_of(tmp_path, [leader(1), leader(2)])

    with pytest.raises(UnknownLeaderError, match=r'"L-9" is not in roster\.csv'):
        suggest(pool, "L-9")
