"""Odd and hostile inputs: a sentence each, and nothing told in confidence."""

from datetime import date

import pytest

from matcher.program.read import parse_program
from matcher.suggest import suggest
from matcher.suggest.request import UnknownLeaderError
from tests.matcher.suggest.people import leader, pool_of, shown

PEOPLE = [
    leader(1, challenges="Funding", gives="Hiring", languages="English"),
    leader(2, challenges="Hiring", gives="Funding", languages="English; French"),
    leader(3, challenges="Pricing", gives="Funding", languages="French"),
    leader(4, challenges="Funding", gives="Pricing", languages="English"),
    leader(5, challenges="Culture", gives="Succession", languages=""),
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return pool_of(tmp_path_factory.mktemp("plain"), PEOPLE)


@pytest.mark.parametrize(
    ("topic", "word"),
    [
        ("quantum basketweaving", "quantum"),
        ("Ich suche Rat zu Ballonfahrten", "Ballonfahrten"),
        ("кто поможет деньгами", "деньгами"),
        ("資金調達", "資金調達"),
    ],
)
def test_a_purpose_nobody_can_meet_is_answered_by_a_sentence(plain, topic, word):
    found = suggest(plain, "L-1", topic=topic)

    assert not found.entries
    assert word in found.why_empty
    assert "the language of the roster" in found.why_empty


@pytest.mark.parametrize(
    "topic", ["?!", "the of and", "1234", "\u200b", "\x00", "\ud800"]
)
def test_a_purpose_without_a_word_is_answered_by_a_sentence(plain, topic):
    found = suggest(plain, "L-1", topic=topic)

    assert not found.entries
    assert "name a challenge" in found.why_empty


@pytest.mark.parametrize("topic", ["", "   ", None])
def test_no_purpose_is_for_nothing_in_particular(plain, topic):
    assert suggest(plain, "L-1", topic=topic).entries


@pytest.mark.parametrize(
    "topic",
    ["Finanzierung", "Je cherche un financement", "busco inversores", "financiering"],
)
def test_a_purpose_in_another_language_is_understood(plain, topic):
    found = suggest(plain, "L-1", topic=topic)

    assert set(shown(found)) == {"L-2", "L-3", "L-4"}


def test_a_country_is_one_place_however_it_is_written(tmp_path):
    rows = [
        leader(1, country="USA"),
        leader(2, country="DE"),
        leader(3, country="Deutschland"),
        leader(4, country="Germany"),
        leader(5, country="France"),
    ]
    pool = pool_of(tmp_path, rows)

    for topic in ("a partner in Germany", "un socio en Alemania", "German customers"):
        assert set(shown(suggest(pool, "L-1", topic=topic))) == {"L-2", "L-3", "L-4"}


def test_a_novel_for_a_purpose_is_read_in_time(plain):
    found = suggest(plain, "L-1", topic="funding " * 100_000)

    assert shown(found)[0] in {"L-2", "L-3"}


@pytest.mark.parametrize(
    "leader_id", ["L-99", "", "Ann Lee", "l-1", "L-1 ", "L-\ud8001"]
)
def test_an_unknown_leader_is_no_leader(plain, leader_id):
    with pytest.raises(UnknownLeaderError, match="not in roster") as told:
        suggest(plain, leader_id)

    assert "Ann" not in str(told.value)


def test_a_leader_of_whom_nothing_is_known_is_still_answered(tmp_path):
    blank = {"leader_id": "L-0", "industry": "", "revenue": "", "challenges": ""}

    found = suggest(pool_of(tmp_path, [*PEOPLE, blank]), "L-0")

    assert len(found) == len(PEOPLE)
    assert "Nothing is known" in found.remarks[0]


def test_more_than_there_are_gives_all_there_are_and_says_so(plain):
    found = suggest(plain, "L-1", k=10**9)

    assert set(shown(found)) == {"L-2", "L-3", "L-4", "L-5"}
    assert "nobody else" in found.remarks[-1]


def test_none_asked_for_gives_none_and_says_so(plain):
    assert "ask for 1" in suggest(plain, "L-1", k=0).why_empty


def test_everyone_opted_out_is_said_with_what_would_help(tmp_path):
    rows = [
        {**row, "consent_matching": "yes" if row["leader_id"] == "L-1" else "no"}
        for row in PEOPLE
    ]
    pool = pool_of(tmp_path, rows)

    assert "consent" in suggest(pool, "L-1").why_empty
    assert "consent" in suggest(pool, "L-2").why_empty


def test_a_blank_is_no_consent(tmp_path):
    rows = [{**row, "consent_introductions": "yes"} for row in PEOPLE]
    rows[1]["consent_introductions"] = ""
    rows[2]["consent_introductions"] = "maybe"

    found = suggest(pool_of(tmp_path, rows), "L-1", k=5)

    assert set(shown(found)) == {"L-4", "L-5"}


def test_a_column_of_those_who_opted_out_counts(tmp_path):
    rows = [{**row, "opted_out": "no"} for row in PEOPLE]
    rows[1]["opted_out"] = "yes"

    assert "L-2" not in shown(suggest(pool_of(tmp_path, rows), "L-1", k=5))


def test_consent_to_something_else_takes_nobody_away(tmp_path):
    rows = [{**row, "consent_newsletter": "no"} for row in PEOPLE]

    assert len(suggest(pool_of(tmp_path, rows), "L-1")) == 4


def test_texts_that_were_withheld_are_neither_searched_nor_told(tmp_path):
    rows = [{**row, "consent_texts": "yes"} for row in PEOPLE]
    rows[1]["consent_texts"] = "no"
    pool = pool_of(tmp_path, rows)

    assert "L-2" not in shown(suggest(pool, "L-1", topic="funding"))
    entry = next(e for e in suggest(pool, "L-1").entries if e.leader_id == "L-2")
    assert not {r.kind for r in entry.reasons} & {"answers", "shares", "words"}


def test_a_roster_of_one_has_nobody_to_meet(tmp_path):
    found = suggest(pool_of(tmp_path, PEOPLE[:1]), "L-1")

    assert "no other leader" in found.why_empty


@pytest.mark.parametrize("kind", ["conflict", "competitor"])
@pytest.mark.parametrize("level", ["no", "ask"])
def test_who_stands_against_another_is_never_shown_to_either(tmp_path, kind, level):
    pool = pool_of(tmp_path, PEOPLE, [("L-2", "L-1", kind, level)])

    for topic in (None, "funding", "hiring"):
        assert "L-2" not in shown(suggest(pool, "L-1", topic=topic))
        assert "L-1" not in shown(suggest(pool, "L-2", topic=topic))


def test_an_objection_shows_in_no_other_word_of_the_answer(tmp_path):
    """The answer is the one that a roster without the objector would give."""
    known = ((1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 5))
    ties = [(f"L-{i}", f"L-{j}", "knows") for i, j in known]
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    objected = pool_of(
        tmp_path / "with", PEOPLE, [*ties, ("L-2", "L-1", "conflict", "no")]
    )
    unshown = [
        {**row, "consent_matching": "no" if row["leader_id"] == "L-2" else "yes"}
        for row in PEOPLE
    ]
    opted_out = pool_of(tmp_path / "without", unshown, ties)

    for topic in (None, "funding", "culture", "zebras"):
        told = suggest(objected, "L-1", topic=topic)
        assert told == suggest(opted_out, "L-1", topic=topic)


def test_an_objection_that_leaves_nobody_is_not_given_away(tmp_path):
    pool = pool_of(tmp_path, PEOPLE[:2], [("L-2", "L-1", "conflict", "no")])

    told = suggest(pool, "L-1").why_empty

    assert "L-2" not in told
    assert "conflict" not in told
    assert "object" not in told


def test_an_objection_that_has_ended_counts_no_more(tmp_path):
    pool = pool_of(
        tmp_path,
        PEOPLE,
        [("L-2", "L-1", "conflict", "no", "2026-01-31")],
        as_of=date(2026, 11, 22),
    )

    assert "L-2" in shown(suggest(pool, "L-1"))


def test_those_who_trade_are_offered_though_groups_keep_them_apart(tmp_path):
    pool = pool_of(tmp_path, PEOPLE, [("L-1", "L-5", "customer", "no")])
    plain = pool_of(tmp_path, PEOPLE)

    def place(pool):
        return shown(suggest(pool, "L-1")).index("L-5")

    assert place(pool) <= place(plain)


def test_colleagues_and_family_need_no_introduction(tmp_path):
    rows = [*PEOPLE, leader(6, company="Acme"), leader(7, company="Acme")]
    pool = pool_of(tmp_path, rows, [("L-1", "L-2", "family")])

    assert "L-2" not in shown(suggest(pool, "L-1"))
    assert "L-7" not in shown(suggest(pool, "L-6"))


def test_acquaintances_are_shown_for_a_purpose_only(tmp_path):
    pool = pool_of(tmp_path, PEOPLE, [("L-1", "L-2", "knows")])

    assert "L-2" not in shown(suggest(pool, "L-1"))
    assert suggest(pool, "L-1", topic="funding").entries[0].path == ("L-1", "L-2")


def test_members_of_ones_group_are_shown_for_a_purpose_only(tmp_path):
    rows = [{**row, "group": "Forum 01"} for row in PEOPLE[:2]] + PEOPLE[2:]
    pool = pool_of(tmp_path, rows)

    assert "L-2" not in shown(suggest(pool, "L-1"))
    entries = suggest(pool, "L-1", topic="funding").entries
    entry = next(entry for entry in entries if entry.leader_id == "L-2")
    assert ("Forum 01",) in [reason.cites for reason in entry.reasons]


def test_one_who_knows_everyone_is_told_what_would_help(tmp_path):
    ties = [("L-1", f"L-{other}", "knows") for other in (2, 3, 4, 5)]

    found = suggest(pool_of(tmp_path, PEOPLE, ties), "L-1")

    assert not found.entries
    assert "name a purpose" in found.why_empty


def test_the_last_place_is_left_to_chance_where_both_agreed(tmp_path):
    program = parse_program(
        {"preset": "core", "explore": {"share": 0.2}}, source="program.toml"
    )
    rows = [{**row, "consent_exploring": "yes"} for row in PEOPLE]
    rows[1]["consent_exploring"] = "no"
    pool = pool_of(tmp_path, rows, program=program)

    assert suggest(pool, "L-1", k=2).entries[-1].propensity < 1.0
    assert suggest(pool, "L-2", k=2).entries[-1].propensity == 1.0


@pytest.mark.parametrize(("way", "k"), [("guess", 1), ("network", -1)])
def test_misuse_is_refused(plain, way, k):
    with pytest.raises(ValueError, match="must"):
        suggest(plain, "L-1", way=way, k=k)


@pytest.mark.parametrize("topic", [None, "funding"])
def test_values_and_chances_are_in_their_ranges(tmp_path, topic):
    pool = pool_of(tmp_path, PEOPLE, [("L-1", "L-2", "knows")])

    for entry in suggest(pool, "L-1", topic=topic).entries:
        low, high = entry.interval
        assert 0.0 <= low <= entry.value_to_you <= high <= 1.0
        assert 0.0 <= entry.value_to_them <= 1.0
        assert 0.0 < entry.propensity <= 1.0
        assert entry.score > 0.0
