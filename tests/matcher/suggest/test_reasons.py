"""Each item that a reason cites is looked up in the rows as they were written."""

from itertools import pairwise

import numpy as np
import pytest

from matcher.suggest import suggest
from models.encoders.industry import locate_industries
from models.encoders.industry_codes import title_of
from models.encoders.themes import themes
from tests.matcher.suggest.people import leader, pool_of

THEMES = ("Funding", "Hiring", "Pricing", "Succession", "Culture", "Cash flow")
TOPICS = (None, "financing", "hiring in Köln", "a bakery in Germany", "chess", "Kräne")


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(5)

    def some(names, most):
        return "; ".join(rng.choice(names, rng.integers(most + 1), replace=False))

    return [
        leader(
            i,
            challenges=some(THEMES, 3),
            needs=some(THEMES, 1),
            gives=some([*THEMES, "we rent out Kräne all over"], 2),
            interests=some(("chess", "sailing", "opera"), 2),
            city=rng.choice(("Köln", "Lyon", "")),
            country=rng.choice(("Germany", "DE", "France", "")),
            founded=str(rng.integers(1980, 2020)),
        )
        for i in range(40)
    ]


@pytest.fixture(scope="module")
def ties():
    rng = np.random.default_rng(6)
    pairs = [(f"L-{i}", f"L-{j}") for i, j in rng.integers(40, size=(70, 2)) if i != j]
    kinds = ["knows"] * 50 + ["supplier", "customer"] * 10
    return [(i, j, kind) for (i, j), kind in zip(pairs, kinds, strict=False)]


@pytest.fixture(scope="module")
def pool(tmp_path_factory, rows, ties):
    return pool_of(tmp_path_factory.mktemp("reasons"), rows, ties)


def named(text):
    return {theme.name for theme in themes([text])[0]}


def entries(text):
    return {part.strip().casefold() for part in (text or "").split(";") if part.strip()}


def wants(row):
    return named(row["challenges"]) | named(row["needs"])


def industry(row):
    return title_of(locate_industries([row["industry"]])[0].code)


def is_path(cited, me, other, ties):
    known = {frozenset((i, j)) for i, j, kind in ties if kind == "knows"}
    ends = (cited[0], cited[-1])
    return ends == (me["leader_id"], other["leader_id"]) and all(
        frozenset(step) in known for step in pairwise(cited)
    )


def is_trade(me, other, ties):
    stated = {(i, j) for i, j, kind in ties if kind in ("supplier", "customer")}
    return (me["leader_id"], other["leader_id"]) in stated


def holds(reason, me, other, topic, ties):
    """Tell whether the data say what a reason cites."""
    cited = set(reason.cites)
    giver, seeker = (other, me) if reason.direction == "to_you" else (me, other)
    checks = {
        "answers": lambda: cited <= named(giver["gives"]) & wants(seeker),
        "shares": lambda: cited <= named(me["challenges"]) & named(other["challenges"]),
        "interest": lambda: (
            cited <= entries(me["interests"]) & entries(other["interests"])
        ),
        "industry": lambda: cited == {industry(me)} == {industry(other)},
        "place": lambda: cited == {me["city"]} == {other["city"]},
        "stage": lambda: reason.cites == (me["founded"], other["founded"]),
        "trade": lambda: is_trade(me, other, ties),
        "knows": lambda: all(
            is_path((other["leader_id"], helper), other, {"leader_id": helper}, ties)
            for helper in cited
        ),
        "path": lambda: is_path(reason.cites, me, other, ties),
        "words": lambda: (
            cited <= named(topic) | set(topic.split()) and meets(other, cited)
        ),
    }
    return checks[reason.kind]()


def meets(other, cited):
    """Tell whether a profile has each theme, place, industry or word of a purpose."""
    themed = wants(other) | named(other["gives"])
    texts = " ".join(str(cell) for cell in other.values()).casefold()
    country = {"germany": ("germany", "de")}
    return all(
        item in themed
        or item.casefold() in texts
        or other["country"].casefold() in country.get(item.casefold(), ())
        for item in cited
    )


@pytest.mark.parametrize("topic", TOPICS)
def test_reasons_cite_only_what_the_data_say(pool, rows, ties, topic):
    by_id = {row["leader_id"]: row for row in rows}
    n_checked = 0
    for me in rows:
        for entry in suggest(pool, me["leader_id"], topic=topic).entries:
            for reason in entry.reasons:
                other = by_id[entry.leader_id]
                assert holds(reason, me, other, topic, ties), (reason, me, other)
                if reason.kind not in ("path", "trade", "knows"):
                    assert all(item in reason.text for item in reason.cites)
                n_checked += 1
    assert n_checked > 20


def test_who_wants_to_go_to_a_country_is_not_said_to_be_there(tmp_path):
    rows = [
        leader(1),
        leader(2, country="USA", challenges="expanding to Germany"),
        leader(3, country="DE"),
        leader(4, country="France", gives="distributors in Germany"),
    ]

    found = suggest(pool_of(tmp_path, rows), "L-1", topic="a partner in Germany")

    assert {e.leader_id: e.reasons[0].text for e in found.entries} == {
        "L-2": "works on what you ask about too: Germany",
        "L-3": "is in Germany",
        "L-4": "gives what you ask about: Germany",
    }


def test_a_reason_never_quotes_what_another_wrote_freely(pool, rows):
    for me in rows:
        for topic in ("financing", None):
            found = suggest(pool, me["leader_id"], topic=topic)
            told = " ".join(r.text for e in found.entries for r in e.reasons)
            assert "rent out" not in told


def test_a_trade_is_told_to_who_declared_it_and_to_nobody_else(tmp_path):
    pool = pool_of(
        tmp_path, [leader(1), leader(2), leader(3)], [("L-1", "L-2", "supplier")]
    )

    def kinds(leader_id, other):
        found = suggest(pool, leader_id)
        entry = next(e for e in found.entries if e.leader_id == other)
        return {reason.kind for reason in entry.reasons}

    assert "trade" in kinds("L-1", "L-2")
    assert "trade" not in kinds("L-2", "L-1")
