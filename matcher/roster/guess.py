"""Guess what the columns of a file stand for, by name and by value."""

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from matcher.roster.amounts import parse_amount
from matcher.roster.columns import TextColumn
from matcher.roster.dates import parse_dates
from matcher.roster.fields import CONSENT, kind_of
from matcher.roster.forms import parse_shapes
from matcher.roster.headers import NEGATIONS, name_strengths, words_of
from matcher.roster.lists import consent_value
from matcher.roster.mapping import Use
from matcher.roster.shapes import shapes_of
from matcher.roster.synonyms import DESCRIPTIONS, TRADES

THRESHOLD = 0.5
SAMPLE = 300
DERIVED_INDUSTRY = 0.4
DERIVED_CHALLENGES = 0.5
YES_NO = frozenset({"yes", "no", "y", "n", "true", "false", "0", "1", "t", "f"})

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
PERSON = re.compile(r"[^\W\d_][^\d@/_;:|]*")
SITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2,}")
TRADE = re.compile(r"[^\W\d_]{2,}|^\d{2,6}(?:-\d{2})?(?:\.0)?$")
PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")  # no need to parse it
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def guess_uses(
    columns: Mapping[str, TextColumn], known: Sequence[Use]
) -> tuple[tuple[Use, ...], tuple[str, ...]]:
    """Guess the meaning of the columns that the map leaves open.

    Parameters
    ----------
    columns : mapping of str to TextColumn
        The columns of the file that may be used.
    known : sequence of Use
        What the map says already.

    Returns
    -------
    tuple of (tuple of Use, tuple of str)
        Guesses of at least 0.5 confidence, each column once but for derived ones,
        and remarks on guesses that were not taken.
    """
    taken = {source for use in known for source in use.sources}
    filled = {use.canonical for use in known}
    scores = _scores({n: c for n, c in columns.items() if n not in taken})
    uses: list[Use] = []
    remarks: list[str] = []
    if "name" not in filled:
        parts = _name_parts(scores)
        if parts:
            uses.append(parts)
    for confidence, source, canonical, how in sorted(scores, key=lambda s: -s[0]):
        used = {s for use in uses for s in use.sources}
        if canonical in {"first name", "last name"} or source in used:
            continue
        if canonical in filled or canonical in {use.canonical for use in uses}:
            if confidence >= THRESHOLD:
                remarks.append(_runner_up(source, canonical))
        elif confidence >= THRESHOLD:
            uses.append(Use(canonical, (source,), round(confidence, 2), how))
        else:
            remarks.append(_doubt(source, canonical, confidence))
    final = {source for use in uses for source in use.sources}
    kept = [r for r in remarks if not any(repr(source) in r for source in final)]
    uses += _derived(columns, [*known, *uses])
    return tuple(uses), tuple(dict.fromkeys(kept))


def _doubt(source: str, canonical: str, confidence: float) -> str:
    why = f"confidence {confidence:.2f}" if confidence else "its values do not fit"
    if canonical == "leader_id" and not confidence:
        why = "it repeats or is mostly blank"
    return f"Column {source!r} is not taken as {canonical}: {why}."


def _runner_up(source: str, canonical: str) -> str:
    return (
        f"Column {source!r} could be {canonical} too; another one fits better, so it "
        "is kept under its own name."
    )


def _scores(
    columns: Mapping[str, TextColumn],
) -> list[tuple[float, str, str, str]]:
    """List (confidence, source, canonical, how) for all that a column may be."""
    scores = []
    for source, column in columns.items():
        strengths = name_strengths(source)
        sample = column.sample(SAMPLE)
        if not sample:  # the name alone speaks
            strengths.pop("leader_id", None)
            scores += [(s, source, c, "name; all blank") for c, s in strengths.items()]
            continue
        for canonical, strength in strengths.items():
            fit = fit_of(canonical, sample, column, strength)
            how = "name and values" if strength * fit < strength else "name"
            scores.append((strength * fit, source, canonical, how))
        is_other = bool(NEGATIONS & set(words_of(source).split()))
        if not strengths and not is_other and _share(sample, ADDRESS.fullmatch) >= 0.8:
            scores.append((0.6, source, "email", "values"))
    return scores


def _name_parts(scores: Sequence[tuple[float, str, str, str]]) -> Use | None:
    """Join first and last name when they are surer than any single column."""
    best: dict[str, tuple[float, str]] = {}
    for confidence, source, canonical, _ in scores:
        if confidence > best.get(canonical, (THRESHOLD - 1e-9, ""))[0]:
            best[canonical] = (confidence, source)
    whole = best.get("name", (0.0, ""))[0]
    first, last = best.get("first name"), best.get("last name")
    if not last or first is None:
        return None
    confidence = min(first[0], last[0])
    if confidence < whole:
        return None
    return Use("name", (first[1], last[1]), round(confidence, 2), "first and last name")


def fit_of(
    canonical: str, sample: Sequence[str], column: TextColumn, strength: float
) -> float:
    """Tell how well values fit a canonical column.

    Parameters
    ----------
    canonical : str
        What the column may be.
    sample : sequence of str
        Distinct values.
    column : TextColumn
        The column they come from.
    strength : float
        How sure the name makes us; a weak name needs better values.

    Returns
    -------
    float
        In [0, 1]; 1.0 when nothing speaks against it.
    """
    if canonical == "leader_id":
        enough = 0.5 if strength > 0.9 else 0.9
        is_weak = column.unique_share() < enough or column.full_share() < 0.5
        return 0.0 if strength < 1.0 and is_weak else 1.0
    if canonical.startswith(CONSENT):
        return _share(sample, lambda text: consent_value(text) is not None)
    if kind_of(canonical) != "list" and _is_yes_no(sample):
        return 0.0
    test = _TESTS.get(canonical)
    if test is None:
        return 1.0
    if canonical == "name" and strength >= 0.9:
        test = _is_wordy
    is_number = test is _is_amount
    share = _amount_share(sample) if is_number else _share(sample, test)
    if canonical == "name" and strength < 0.9:
        share *= _share(sample, lambda text: 2 <= len(text.split()) <= 6)
    return 1.0 if share >= 0.9 else share if share >= 0.5 else share / 2


def _is_yes_no(sample: Sequence[str]) -> bool:
    return len(sample) <= 4 and all(text.strip().lower() in YES_NO for text in sample)


def _share(sample: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(text.strip())) for text in sample) / len(sample)


def _amount_share(sample: Sequence[str]) -> float:
    """Give the share of `_is_amount`, told at once from what the texts look like."""
    texts = pa.array([text.strip() for text in sample], pa.large_string())
    return 1.0 - parse_shapes(shapes_of(texts)).failed.size / len(sample)


def _is_amount(text: str) -> bool:
    return bool(PLAIN.fullmatch(text)) or parse_amount(text) is not None


def _is_date(text: str) -> bool:
    return bool(parse_dates([text]).dates[0]) or bool(YEAR.fullmatch(text))


def _is_wordy(text: str) -> bool:
    return any(map(str.isalpha, text)) and "@" not in text


def _within(limit: float) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        if PLAIN.fullmatch(text):
            return abs(float(text)) <= limit
        amount = parse_amount(text)
        return amount is not None and not abs(amount.value) > limit

    return test


_TESTS: dict[str, Callable[[str], object]] = {
    "name": PERSON.fullmatch,
    "first name": PERSON.fullmatch,
    "last name": PERSON.fullmatch,
    "email": ADDRESS.search,
    "title": WORD.search,
    "company": _is_wordy,
    "website": SITE.fullmatch,
    "industry": TRADE.search,
    "revenue": _is_amount,
    "employees": _is_amount,
    "founded": lambda text: YEAR.search(text) or _is_amount(text),
    "city": WORD.search,
    "state": WORD.search,
    "country": WORD.search,
    "latitude": _within(90.0),
    "longitude": _within(180.0),
    "joined_at": _is_date,
}


def _derived(columns: Mapping[str, TextColumn], uses: Sequence[Use]) -> list[Use]:
    """Let descriptions stand in for challenges and industry that no column gives."""
    taken = {source for use in uses for source in use.sources}
    by_words = {words_of(name): name for name in columns if name not in taken}
    filled = {use.canonical for use in uses}
    derived = []
    if "challenges" not in filled:
        sources = tuple(by_words[name] for name in DESCRIPTIONS if name in by_words)
        if sources:
            derived.append(
                Use(
                    "challenges",
                    sources,
                    DERIVED_CHALLENGES,
                    "derived from other texts",
                )
            )
    if "industry" not in filled:
        source = next((by_words[name] for name in TRADES if name in by_words), None)
        if source is not None:
            derived.append(
                Use("industry", (source,), DERIVED_INDUSTRY, "derived from other texts")
            )
    return derived
