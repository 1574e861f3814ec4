import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher.roster.read import read_roster
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster
from service.storage.errors import (
    ConflictError,
    NotFoundError,
    StaleVersionError,
    StorageError,
)
from service.storage.leaders import (
    get_leader,
    known_ids,
    list_leaders,
    put_leader,
    remove_leader,
)
from service.storage.rosters import (
    add_roster,
    get_roster,
    list_rosters,
    load_report,
    load_roster,
    remove_roster,
)

SHARED = Path(__file__).parents[4] / "shared/data/rosters"


def odd_roster():
    """Columns of every kind, with blanks and values that are hard to keep."""
    table = pd.DataFrame(
        {
            "leader_id": pd.Series(["007", "=1+1", "Zoë\t\n", "NA"], dtype="str"),
            "name": pd.Series(
                [None, "O'Hara; DROP", 'a"b\\c', "\U0001f600"], dtype="str"
            ),
            "revenue": [0.1 + 0.2, np.nan, 1e308, -0.0],
            "joined_at": pd.Series(
                np.array(["2020-02-29", "NaT", "1899-12-31", "2400-01-01"], "M8[s]")
            ),
            "consent_email": pd.Series([True, False, None, None], dtype="boolean"),
            "blank": pd.Series([None] * 4, dtype="str"),
            "blank number": [np.nan] * 4,
        }
    )
    report = ImportReport("delimited text", "utf-8", "comma", 4, 4, 0)
    return Roster(table, np.array([2, 3, 5, 7]), "odd.csv", "0" * 64, report)


def assert_equal(one, other):
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    np.testing.assert_array_equal(one.lines, other.lines)
    assert one.report == other.report
    assert (one.source, one.sha256) == (other.source, other.sha256)


def load(store, organisation_id, roster_id, version=None):
    with store.reading() as connection:
        return load_roster(
            connection, organisation_id, roster_id=roster_id, version=version
        )


def test_a_roster_comes_back_as_it_was_read(
    store, organisation_id, stored, sample_roster
):
    again = load(store, organisation_id, stored.roster_id)

    assert_equal(again, sample_roster)
    with store.reading() as connection:
        report = load_report(connection, organisation_id, roster_id=stored.roster_id)
    assert report == sample_roster.report


def test_odd_values_come_back_to_the_bit(store, organisation_id):
    odd = odd_roster()
    with store.transaction() as connection:
        added = add_roster(connection, organisation_id, name="odd", roster=odd)

    again = load(store, organisation_id, added.roster_id)

    assert_equal(again, odd)
    assert np.signbit(again.table["revenue"][3])


@pytest.mark.parametrize("name", ["yc_founders_2024.csv", "inc5000_2018.csv"])
def test_real_rosters_come_back_as_they_were_read(store, organisation_id, name):
    if not (SHARED / name).exists():
        pytest.skip(f"shared data {name} is absent")
    roster = read_roster(SHARED / name)
    with store.transaction() as connection:
        added = add_roster(connection, organisation_id, name=name, roster=roster)

    assert_equal(load(store, organisation_id, added.roster_id), roster)


def test_a_leader_is_changed_under_the_version_that_was_read(
    store, organisation_id, stored, sample_roster
):
    leader_id = sample_roster.leader_ids[3]
    where = {"roster_id": stored.roster_id, "leader_id": leader_id}
    with store.transaction() as connection:
        before = get_leader(connection, organisation_id, **where)
        profile = {**before.profile, "city": "Tromsø", "revenue": 5}
        after = put_leader(
            connection,
            organisation_id,
            **where,
            profile=profile,
            expected_version=before.version,
        )

    assert (before.version, after.version) == (1, 2)
    now = load(store, organisation_id, stored.roster_id)
    assert now.leader_ids == sample_roster.leader_ids
    assert now.table.loc[3, "city"] == "Tromsø"
    assert now.table.loc[3, "revenue"] == 5.0
    others = now.table.drop(index=3)
    pd.testing.assert_frame_equal(others, sample_roster.table.drop(index=3))
    assert_equal(load(store, organisation_id, stored.roster_id, 1), sample_roster)


def test_of_two_who_change_a_leader_at_once_one_is_told(
    store, organisation_id, stored, sample_roster
):
    leader_id = sample_roster.leader_ids[0]
    told = []

    def change(city):
        try:
            with store.transaction() as connection:
                put_leader(
                    connection,
                    organisation_id,
                    roster_id=stored.roster_id,
                    leader_id=leader_id,
                    profile={"city": city},
                    expected_version=1,
                )
        except StaleVersionError as error:
            told.append((error.version, leader_id in str(error)))

    threads = [threading.Thread(target=change, args=(c,)) for c in ("Oslo", "Bergen")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [(2, False)]


def test_a_leader_is_added_at_the_end_and_taken_out(
    store, organisation_id, stored, sample_roster
):
    where = {"roster_id": stored.roster_id, "leader_id": "new-1"}
    with store.transaction() as connection:
        added = put_leader(
            connection,
            organisation_id,
            **where,
            profile={
                "name": "N",
                "consent_email": True,
                "joined_at": "2026-01-31T00:00:00",
            },
            expected_version=None,
        )
        with pytest.raises(ConflictError, match="already"):
            put_leader(
                connection, organisation_id, **where, profile={}, expected_version=None
            )
    larger = load(store, organisation_id, stored.roster_id)

    assert larger.leader_ids == (*sample_roster.leader_ids, "new-1")
    assert larger.table["consent_email"].iloc[-1]
    with store.transaction() as connection:
        remove_leader(
            connection, organisation_id, **where, expected_version=added.version
        )
        found = get_roster(connection, organisation_id, roster_id=stored.roster_id)
    assert found.n_leaders == len(sample_roster)
    assert found.version == 3
    again = load(store, organisation_id, stored.roster_id)
    assert again.leader_ids == sample_roster.leader_ids
    assert load(store, organisation_id, stored.roster_id, 2).leader_ids[-1] == "new-1"


@pytest.mark.parametrize(
    "profile",
    [
        {"city": ""},
        {"city": 3},
        {"city": "a\0b"},
        {"city": "\ud800"},
        {"revenue": "many"},
        {"revenue": float("nan")},
        {"revenue": float("inf")},
        {"revenue": True},
        {"no such column": "x"},
        {"leader_id": "another"},
        {"joined_at": "yesterday"},
        {"consent_email": "yes"},
    ],
    ids=lambda profile: next(iter(profile.items())).__repr__(),
)
def test_values_that_a_column_cannot_hold_are_refused(
    store, organisation_id, stored, profile
):
    with (
        pytest.raises(StorageError, match=next(iter(profile))),
        store.transaction() as connection,
    ):
        put_leader(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            leader_id="new",
            profile=profile,
            expected_version=None,
        )

    with store.reading() as connection:
        found = get_roster(connection, organisation_id, roster_id=stored.roster_id)
    assert found == stored


def test_pages_of_leaders_make_up_the_roster(
    store, organisation_id, stored, sample_roster
):
    seen, after = [], -1
    with store.reading() as connection:
        while page := list_leaders(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            after=after,
            limit=25,
        ):
            seen += [leader.leader_id for leader in page]
            after = page[-1].position

    assert tuple(seen) == sample_roster.leader_ids


def test_other_organisations_see_and_change_nothing(
    store, organisation_id, other_id, stored, sample_roster
):
    leader_id = sample_roster.leader_ids[0]
    where = {"roster_id": stored.roster_id}
    acts = [
        lambda c: get_roster(c, other_id, **where),
        lambda c: load_roster(c, other_id, **where),
        lambda c: load_report(c, other_id, **where),
        lambda c: remove_roster(c, other_id, **where),
        lambda c: get_leader(c, other_id, **where, leader_id=leader_id),
        lambda c: put_leader(
            c, other_id, **where, leader_id="x", profile={}, expected_version=None
        ),
        lambda c: remove_leader(
            c, other_id, **where, leader_id=leader_id, expected_version=1
        ),
    ]
    for act in acts:
        with pytest.raises(NotFoundError), store.transaction() as connection:
            act(connection)
    with store.reading() as connection:
        assert list_rosters(connection, other_id) == ()
        assert list_leaders(connection, other_id, **where) == ()
        ids = frozenset([leader_id])
        assert known_ids(connection, other_id, **where, leader_ids=ids) == frozenset()
        assert known_ids(connection, organisation_id, **where, leader_ids=ids) == ids
    assert_equal(load(store, organisation_id, stored.roster_id), sample_roster)


def test_a_removed_roster_is_gone_with_its_leaders(store, organisation_id, stored):
    with store.transaction() as connection:
        remove_roster(connection, organisation_id, roster_id=stored.roster_id)

    with store.reading() as connection:
        assert list_rosters(connection, organisation_id) == ()
        leaders = list_leaders(connection, organisation_id, roster_id=stored.roster_id)
    assert leaders == ()
