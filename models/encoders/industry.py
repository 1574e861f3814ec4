"""The industry facet: a code, a label or a sentence to a place in a tree of sectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from models.encoders.cells import checked_texts, entries_of, texts_of
from models.encoders.industry_codes import read_code, sector_of, title_of
from models.encoders.industry_words import is_weak, read_words
from models.encoders.phrases import words_of
from models.encoders.tree import Path, TreeCoordinates

# What it adds to the squared distance that two leaders part at this many digits.
LEVELS: Final = (2, 3, 4, 5, 6)
HEIGHTS: Final = (0.3, 0.2, 0.2, 0.15, 0.15)

_NO_INDUSTRY: Final = """
other | others | misc | miscellaneous | various | diverse | general | general business
self employed | selfemployed | freelance | freelancer | retired | unemployed | student
nonclassifiable | unclassified | not listed | not classified | all other | none of above
other please specify | please specify | other industry | other services | mixed | any
between jobs | sonstige | sonstiges | andere | otro | otros | autre | autres | multiple
industry | business | company | test | select | please select | not elsewhere classified
"""
NO_INDUSTRY: Final = frozenset(
    " ".join(word.stem for word in words_of(text))
    for text in _NO_INDUSTRY.replace("\n", "|").split("|")
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text lies in the tree of sectors.

    Attributes
    ----------
    code : str
        NAICS 2017 digits, 2 to 6 of them, or a merged sector such as "31-33"; empty
        when `how` is "unrecognised" or "unknown".
    title : str
        The place in plain words; the text itself when it is unrecognised.
    how : str
        "code", "label" (all of the words are known as one name), "words" (some of
        the words are evidence), "unrecognised", or "unknown" (blank, "Other").
    evidence : tuple of str
        The words or digits that were read, exactly as the text has them.
    """

    code: str
    title: str
    how: str
    evidence: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal for leaders of one category; empty when the industry is unknown."""
        return self.code or ("" if self.how == "unknown" else f"={self.title}")

    def at(self, n_digits: int) -> str:
        """Name the category at a level of the tree.

        Parameters
        ----------
        n_digits : int
            Level, 2 (sectors) to 6 digits.

        Returns
        -------
        str
            The code cut to that level, related sectors taken together at 2; the
            whole code when fewer digits are known; `key` when there is no code.

        Examples
        --------
        >>> place = Place("332710", "Machine shops", "code", ("332710",))
        >>> place.at(2), place.at(4)
        ('31-33', '3327')
        """
        if not self.code:
            return self.key
        if n_digits <= 2 or "-" in self.code:
            return sector_of(self.code)
        return self.code[:n_digits]


def locate_industries(texts: Sequence[Any]) -> list[Place]:
    """Find the place of each text in the tree of sectors.

    Parameters
    ----------
    texts : sequence
        NAICS codes of 2 to 6 digits, labels, lists of tags or sentences; None where
        blank.

    Returns
    -------
    list of Place
        In the order of the texts. The same text always has the same place.

    Examples
    --------
    >>> [place.code for place in locate_industries(["541511", "dental software"])]
    ['541511', '511210']
    >>> [place.how for place in locate_industries(["Zorbing", "Other", None])]
    ['unrecognised', 'unknown', 'unknown']
    """
    cells = texts_of(texts)
    known = {text: _locate(text) for text in {c for c in cells if c is not None}}
    return [NOWHERE if text is None else known[text] for text in cells]


NOWHERE: Final = Place("", "", "unknown", ())


def _locate(text: str) -> Place:
    if " ".join(word.stem for word in words_of(text)) in NO_INDUSTRY:
        return NOWHERE
    entries = entries_of(text) if _is_list(text) else ()
    if len(entries) > 1:
        return _locate_list(text)
    if len(entries) == 1:
        text = entries[0]
    code = read_code(text)
    if code is not None:
        return Place(code[0], title_of(code[0]), "code", (code[1],))
    found = read_words(text)
    if found is None:
        return Place("", " ".join(text.lower().split()), "unrecognised", ())
    digits, evidence, is_all = found
    return Place(digits, title_of(digits), "label" if is_all else "words", evidence)


def _is_list(text: str) -> bool:
    return ";" in text or "|" in text or (text[:1] == "[" and text[-1:] == "]")


def _locate_list(text: str) -> Place:
    """Take the first tag that names a market, else the first that names a means."""
    marks = text.strip("[]").replace("|", ";").replace("', '", ";").replace(", '", ";")
    tags = [tag.strip(" '\"") for tag in marks.split(";")]
    tags = [tag for tag in tags if tag and "\n" not in tag]
    places = [_locate(tag) for tag in tags if not _is_list(tag)]
    placed = [p for p in zip(tags, places, strict=False) if p[1].code]
    for tag, place in placed:
        if place.how == "code" or not is_weak(tag):
            return place
    if placed:
        return placed[0][1]
    return Place("", "; ".join(entries_of(text)), "unrecognised", ())


class IndustryEncoder(TransformerMixin, BaseEstimator):
    """Place leaders so that distance grows with how far up their industries meet.

    The squared distance is 0 for the same code, 0.15 for codes that share 5 digits,
    0.3 for 4, 0.5 for 3, 0.7 for the sector only, and 1 for different sectors. It
    depends on the digits that both are known to share and on nothing else: a place
    known to two digits only is 0.7 from every finer place of its sector, as far as
    those are known to be alike. An unrecognised text is a sector of its own.

    Parameters
    ----------
    max_axes : int, default=64
        Most columns for the places of the fitted roster, at least 1. With at most
        `max_axes` + 1 places every distance is exact.

    Attributes
    ----------
    coordinates_ : TreeCoordinates
        Where places lie.
    unrecognised_ : tuple of str
        Texts of the fitted roster that no word of the lexicon fits, alphabetically.
    is_flat_ : bool
        Whether no two fitted leaders can be told apart.
    n_features_in_ : int
        Columns seen by `fit`.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, when `fit` was given a table.

    Examples
    --------
    >>> X = IndustryEncoder().fit_transform([["5112"], ["5415"], ["51"], ["Other"]])
    >>> [float(((X[0] - X[i]) ** 2).sum().round(9)) for i in range(4)]
    [0.0, 1.0, 0.7, nan]
    """

    def __init__(self, max_axes: int = 64) -> None:
        self.max_axes = max_axes

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Learn which places the roster has.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            Codes or texts; of several columns the first known one counts.
        y : None
            Ignored.

        Returns
        -------
        IndustryEncoder
            Itself, fitted.
        """
        if self.max_axes < 1:
            msg = f"max_axes must be at least 1, got {self.max_axes!r}."
            raise ValueError(msg)
        places = _first_known(checked_texts(self, X, reset=True))
        paths = [_path_of(place) for place in places]
        self.coordinates_ = TreeCoordinates.fit(
            paths, heights=HEIGHTS, max_axes=self.max_axes
        )
        strange = {p.title for p in places if p.how == "unrecognised"}
        self.unrecognised_ = tuple(sorted(strange))
        self.is_flat_ = len({path for path in paths if path is not None}) < 2
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Give industries their coordinates.

        Parameters
        ----------
        X : array-like of shape (n_leaders, n_columns)
            As for `fit`.

        Returns
        -------
        ndarray of shape (n_leaders, n_axes)
            NaN rows where the industry is unknown.
        """
        check_is_fitted(self)
        places = _first_known(checked_texts(self, X, reset=False))
        return self.coordinates_.locate_all([_path_of(place) for place in places])

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002 - sklearn's signature
        """Name the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored; the columns mix all places.

        Returns
        -------
        ndarray of shape (n_axes,), object
            "industry0", "industry1" and so on.
        """
        check_is_fitted(self)
        n_columns = self.coordinates_.n_columns
        return np.array([f"industry{j}" for j in range(n_columns)], dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


def _first_known(columns: list[list[str | None]]) -> list[Place]:
    located = [locate_industries(column) for column in columns]
    return [
        next((place for place in places if place.key), NOWHERE)
        for places in zip(*located, strict=True)
    ]


@lru_cache(maxsize=65536)
def _path_of(place: Place) -> Path | None:
    if not place.code:
        return (place.key,) * len(LEVELS) if place.key else None
    digits = "" if "-" in place.code else place.code
    return tuple(
        place.at(level) if level <= max(2, len(digits)) else f"{place.code}?"
        for level in LEVELS
    )
