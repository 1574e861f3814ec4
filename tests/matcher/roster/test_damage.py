import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.roster.damage import find_suspects, trim
from matcher.roster.encoding import count_high, decode
from matcher.roster.tidy import TAIL_CHARACTERS, repair

DAMAGE = [*"éÃ©Â®â€™ï»¿ãð˜&;=¬†√Ä1Ж中", "amp;", "&amp;", "&#8217;", '="7"', "‚Ä"]  # noqa: RUF001  # what is looked for
UNSEEN = [*"\u00a0\u00ad\u200b\u2028\u2003\u3000\u1680\u205f\u2060\ufeff\u0085\x1c"]
SPACES = [" ", "\n", "\t", "\r\n", "\x0b", "  "]
PIECES = st.sampled_from([*DAMAGE, *UNSEEN, *SPACES, *sorted(TAIL_CHARACTERS)[::5]])
TEXTS = st.lists(PIECES | st.characters(codec="utf-8"), max_size=6).map("".join)


@given(st.lists(TEXTS, max_size=30), st.integers(0, 2))
def test_only_suspects_need_repair(texts, skipped):
    column = pa.array(texts, pa.large_string()).slice(skipped)

    found = find_suspects(column)

    trimmed = trim(column, found.padded).to_pylist()
    for i, text in enumerate(texts[skipped:]):
        if i not in found.positions:
            assert (trimmed[i], ()) == repair(text), repr(text)


@pytest.mark.parametrize(
    "text", ["Zürich", "Жанна", "平井", "AT&T", "R & D; sales", "“so”", "naïve", "Ærø"]
)
def test_sound_texts_are_not_suspected(text):
    found = find_suspects(pa.array([text], pa.large_string()))

    assert not found.positions
    assert not found.padded.any()


@given(st.binary(min_size=1, max_size=60).filter(lambda data: max(data) > 0x7F))
def test_an_encoding_is_chosen_by_counting_characters(data):
    text = data.decode("utf-8", errors="surrogateescape")
    n_bad = sum("\udc80" <= character <= "\udcff" for character in text)
    n_high = sum(character >= "\x80" for character in text)

    assert count_high(data) == (n_high - n_bad, n_bad)


def test_a_western_file_is_decoded():
    decoded = decode("Zoë;Ærø\n".encode("cp1252"), "x.csv")

    assert decoded.encoding == "cp1252"
    assert decoded.data.decode() == "Zoë;Ærø\n"
