import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.storage.drafts import (
    By,
    list_acts,
    lock_leaders,
    move_leaders,
    publish_proposal,
    undo_act,
    withdraw_proposal,
)
from service.storage.errors import ConflictError, NotFoundError, StaleVersionError
from service.storage.proposals import (
    Seat,
    add_proposal,
    get_proposal,
    list_proposals,
    load_document,
    load_seats,
)
from service.storage.rosters import add_roster
from service.storage.seatings import (
    current_seats,
    group_of,
    last_seating,
    list_stays,
    load_history,
    load_seating,
)
from service.storage.store import Store

DOCUMENT = {"summary": {"score": 1.25}, "rules": []}


@pytest.fixture
def seats(sample_roster):
    ids = sample_roster.leader_ids
    seated = [Seat(who, f"G{k % 5}") for k, who in enumerate(ids[:-1])]
    return (*seated, Seat(ids[-1], ""))


def propose(store, organisation_id, stored, seats):
    with store.transaction() as connection:
        return add_proposal(
            connection,
            organisation_id,
            roster_id=stored.roster_id,
            roster_version=stored.version,
            document=DOCUMENT,
            seats=seats,
        )


@pytest.fixture
def draft(store, organisation_id, stored, seats):
    return propose(store, organisation_id, stored, seats)


def seats_of(store, organisation_id, proposal):
    with store.reading() as connection:
        found = load_seats(
            connection, organisation_id, proposal_id=proposal.proposal_id
        )
    return {seat.leader_id: (seat.group_id, seat.is_locked) for seat in found}


def move(store, organisation_id, proposal, moves, version):
    with store.transaction() as connection:
        return move_leaders(
            connection,
            organisation_id,
            proposal_id=proposal.proposal_id,
            moves=moves,
            by=By(version, "k1"),
        )


def test_a_proposal_is_kept_as_it_was_made(store, organisation_id, draft, seats):
    with store.reading() as connection:
        where = {"proposal_id": draft.proposal_id}
        assert load_document(connection, organisation_id, **where) == DOCUMENT
        assert list_proposals(connection, organisation_id) == (draft,)

    assert draft.state == "draft"
    assert (draft.version, draft.seating_number) == (0, 0)
    assert seats_of(store, organisation_id, draft) == {
        seat.leader_id: (seat.group_id, seat.is_locked) for seat in seats
    }


def test_moves_locks_and_undo_are_logged_and_leave_the_seats_they_say(
    store, organisation_id, draft, seats
):
    a, b, last = seats[0].leader_id, seats[1].leader_id, seats[-1].leader_id
    first = seats_of(store, organisation_id, draft)
    where = {"proposal_id": draft.proposal_id}
    move(store, organisation_id, draft, [(a, "G1"), (b, "G0")], 0)
    move(store, organisation_id, draft, [(last, "G2")], 1)
    with store.transaction() as connection:
        lock_leaders(
            connection,
            organisation_id,
            **where,
            leader_ids=[a, b],
            is_locked=True,
            by=By(2),
        )
    with pytest.raises(ConflictError, match="locked"):
        move(store, organisation_id, draft, [(a, "G3")], 3)
    now = seats_of(store, organisation_id, draft)
    assert (now[a], now[b], now[last]) == (("G1", True), ("G0", True), ("G2", False))
    for version in (3, 4, 5):
        with store.transaction() as connection:
            undo_act(connection, organisation_id, **where, by=By(version))

    assert seats_of(store, organisation_id, draft) == first
    with store.reading() as connection:
        log = list_acts(connection, organisation_id, **where)
        assert get_proposal(connection, organisation_id, **where).version == 6
    assert [act.kind for act in log] == ["move", "move", "lock", "undo", "undo", "undo"]
    assert [act.undoes for act in log] == [None, None, None, 3, 2, 1]
    assert [act.number for act in log] == [1, 2, 3, 4, 5, 6]
    assert log[0].key_id == "k1"
    with (
        pytest.raises(ConflictError, match="nothing can be undone"),
        store.transaction() as connection,
    ):
        undo_act(connection, organisation_id, **where, by=By(6))


def test_a_move_that_moves_nobody_or_a_stranger_is_refused(
    store, organisation_id, draft, seats
):
    a = seats[0].leader_id
    for moves in ([], [(a, "G0")], [(a, "G1"), (a, "G2")]):
        with pytest.raises(ConflictError, match="once"):
            move(store, organisation_id, draft, moves, 0)
    with pytest.raises(NotFoundError):
        move(store, organisation_id, draft, [("stranger", "G1")], 0)

    with store.reading() as connection:
        where = {"proposal_id": draft.proposal_id}
        assert get_proposal(connection, organisation_id, **where) == draft


def test_of_two_managers_who_edit_at_once_one_is_told(
    store, organisation_id, draft, seats
):
    told, done = [], []

    def edit(leader_id):
        try:
            move(store, organisation_id, draft, [(leader_id, "G4")], 0)
            done.append(leader_id)
        except StaleVersionError as error:
            told.append(error.version)

    threads = [
        threading.Thread(target=edit, args=(seats[k].leader_id,)) for k in (0, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (told, len(done)) == ([1], 1)
    now = seats_of(store, organisation_id, draft)
    assert sum(group == "G4" for group, _ in now.values()) == 1 + sum(
        seat.group_id == "G4" for seat in seats
    )


def test_publishing_seats_people_over_time(
    store, organisation_id, stored, sample_roster, draft, seats
):
    a = seats[0].leader_id
    where = {"roster_id": stored.roster_id}
    with store.transaction() as connection:
        publish_proposal(
            connection, organisation_id, proposal_id=draft.proposal_id, by=By(0, "k")
        )
    other = [Seat(a, "G9"), Seat(seats[1].leader_id, "G1", is_locked=True), *seats[2:]]
    second = propose(store, organisation_id, stored, other)
    with store.transaction() as connection:
        number = publish_proposal(
            connection, organisation_id, proposal_id=second.proposal_id, by=By(0)
        )

    with store.reading() as connection:
        assert number == last_seating(connection, organisation_id, **where) == 2
        now = current_seats(connection, organisation_id, **where)
        earlier = current_seats(connection, organisation_id, **where, number=1)
        stays = list_stays(connection, organisation_id, **where, leader_id=a)
        kept = list_stays(
            connection, organisation_id, **where, leader_id=seats[1].leader_id
        )
        seating = load_seating(
            connection, organisation_id, **where, roster=sample_roster
        )
        history = load_history(
            connection, organisation_id, **where, roster=sample_roster
        )
        group, fellows = group_of(connection, organisation_id, **where, leader_id=a)
        first = get_proposal(connection, organisation_id, proposal_id=draft.proposal_id)
    assert first.state == "superseded"
    assert now == {s.leader_id: (s.group_id, s.is_locked) for s in other if s.group_id}
    assert earlier[a] == ("G0", False)
    assert [(s.group_id, s.since, s.until) for s in stays] == [
        ("G0", 1, 2),
        ("G9", 2, 0),
    ]
    assert [(s.group_id, s.since, s.until) for s in kept] == [("G1", 1, 0)]
    assert (group, fellows) == ("G9", (a,))
    assert seating.group_ids[seating.labels[0]] == "G9"
    assert seating.labels[-1] == -1
    assert seating.locked.sum() == 1
    assert history.group_ids == ("G0",)
    assert history.rows.tolist() == [0]


def test_a_draft_made_before_another_was_published_is_stale(
    store, organisation_id, stored, draft, seats
):
    late = propose(store, organisation_id, stored, seats)
    with store.transaction() as connection:
        publish_proposal(
            connection, organisation_id, proposal_id=draft.proposal_id, by=By(0)
        )

    with (
        pytest.raises(StaleVersionError, match="seating"),
        store.transaction() as connection,
    ):
        publish_proposal(
            connection, organisation_id, proposal_id=late.proposal_id, by=By(0)
        )


def test_what_is_published_or_withdrawn_is_no_draft(
    store, organisation_id, stored, draft, seats
):
    aside = propose(store, organisation_id, stored, seats)
    with store.transaction() as connection:
        withdraw_proposal(
            connection, organisation_id, proposal_id=aside.proposal_id, by=By(0)
        )
        publish_proposal(
            connection, organisation_id, proposal_id=draft.proposal_id, by=By(0)
        )

    for proposal in (aside, draft):
        with pytest.raises(ConflictError, match="only a draft"):
            move(store, organisation_id, proposal, [(seats[0].leader_id, "G1")], 1)


def test_other_organisations_have_no_part_in_it(store, other_id, stored, draft, seats):
    where = {"proposal_id": draft.proposal_id}
    a = seats[0].leader_id
    acts = [
        lambda c: get_proposal(c, other_id, **where),
        lambda c: load_document(c, other_id, **where),
        lambda c: list_acts(c, other_id, **where),
        lambda c: undo_act(c, other_id, **where, by=By(0)),
        lambda c: publish_proposal(c, other_id, **where, by=By(0)),
        lambda c: withdraw_proposal(c, other_id, **where, by=By(0)),
        lambda c: move_leaders(c, other_id, **where, moves=[(a, "G1")], by=By(0)),
    ]
    for act in acts:
        with pytest.raises(NotFoundError), store.transaction() as connection:
            act(connection)
    with store.reading() as connection:
        assert load_seats(connection, other_id, **where) == ()
        assert list_proposals(connection, other_id) == ()
        seated = {"roster_id": stored.roster_id}
        assert current_seats(connection, other_id, **seated) == {}
        assert group_of(connection, other_id, **seated, leader_id=a) == ("", ())


@pytest.fixture(scope="module")
def one_store(tmp_path_factory, sqlite_template, sample_roster):
    path = tmp_path_factory.mktemp("acts") / "acts.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Store(f"sqlite:///{path}")
    from service.storage.organisations import (  # noqa: PLC0415 - for this alone
        add_organisation,
    )

    with opened.transaction() as connection:
        mine = add_organisation(connection, "Acts").organisation_id
        stored = add_roster(connection, mine, name="a", roster=sample_roster)
    yield opened, mine, stored
    opened.close()


ACTS = st.one_of(
    st.tuples(st.just("move"), st.integers(0, 5), st.sampled_from(["", "A", "B"])),
    st.tuples(st.just("lock"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("undo"), st.just(0), st.none()),
)


@given(st.lists(ACTS, max_size=14))
@settings(max_examples=25)
def test_undoing_everything_gives_the_seats_as_they_were_made(one_store, script):
    store, mine, stored = one_store
    start = [Seat(f"L{k}", "AB"[k % 2]) for k in range(6)]
    proposal = propose(store, mine, stored, start)
    where = {"proposal_id": proposal.proposal_id}
    version = 0
    done = []  # the seats before each act that was not taken back
    for kind, k, what in script:
        before = seats_of(store, mine, proposal)
        try:
            with store.transaction() as connection:
                if kind == "move":
                    moves = [(f"L{k}", what)]
                    move_leaders(connection, mine, **where, moves=moves, by=By(version))
                elif kind == "lock":
                    lock_leaders(
                        connection,
                        mine,
                        **where,
                        leader_ids=[f"L{k}"],
                        is_locked=what,
                        by=By(version),
                    )
                else:
                    undo_act(connection, mine, **where, by=By(version))
        except ConflictError:
            assert seats_of(store, mine, proposal) == before
            continue
        version += 1
        if kind == "undo":
            assert seats_of(store, mine, proposal) == done.pop()
        else:
            done.append(before)

    while done:
        with store.transaction() as connection:
            undo_act(connection, mine, **where, by=By(version))
        version += 1
        assert seats_of(store, mine, proposal) == done.pop()
