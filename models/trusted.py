"""The only classes that a bundle may hold, and what each of their attributes is.

Names and attributes here are a promise: bundles written today have to load tomorrow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from models.embedding import Embedding
from models.encoders.availability import AvailabilityEncoder
from models.encoders.category import CategoryEncoder
from models.encoders.challenges import ChallengesEncoder
from models.encoders.industry import HEIGHTS as INDUSTRY_HEIGHTS
from models.encoders.industry import IndustryEncoder
from models.encoders.number import NumberEncoder
from models.encoders.place import HEIGHTS as PLACE_HEIGHTS
from models.encoders.place import PlaceEncoder
from models.encoders.size import SizeEncoder
from models.encoders.stage import StageEncoder
from models.encoders.text import TextEncoder, content_words
from models.encoders.tree import N_REST, N_REST_EXACT, TreeCoordinates
from models.kinds import (
    Kind,
    Packed,
    array,
    either,
    flag,
    floats,
    made,
    number,
    optional,
    rows_of,
    table_of,
    text,
    texts,
    tuple_of,
    whole,
)
from models.trust import State, Trust, agrees_always, attributes_of
from models.trusted_value import VALUE_TRUST

_TREE: Final = "models.encoders.tree.TreeCoordinates"
_TEXT: Final = "models.encoders.text.TextEncoder"
_TFIDF: Final = "sklearn.feature_extraction.text.TfidfVectorizer"
_ENCODERS: Final = (
    "models.encoders.availability.AvailabilityEncoder",
    "models.encoders.category.CategoryEncoder",
    "models.encoders.challenges.ChallengesEncoder",
    "models.encoders.industry.IndustryEncoder",
    "models.encoders.number.NumberEncoder",
    "models.encoders.place.PlaceEncoder",
    "models.encoders.size.SizeEncoder",
    "models.encoders.stage.StageEncoder",
    _TEXT,
)
_NAMES: Final = "feature_names_in_"


def _encoder(
    cls: type, agrees: Callable[[State], bool] = agrees_always, **kinds: Kind
) -> Trust:
    usual = {"n_features_in_": whole("n"), _NAMES: texts("n")}
    return Trust(cls, usual | kinds, frozenset([_NAMES]), agrees=agrees)


def _embedding_state(embedding: Embedding) -> State:
    state = attributes_of(embedding)
    asked = state["facets"]
    return state | {"facets": None if asked is None else tuple(asked)}


def _embedding_agrees(state: State) -> bool:
    names = list(state["encoders_"])
    return (
        names == list(state["columns_"]) == list(state["scales_"])
        and all(scale > 0.0 for scale in state["scales_"].values())
        and all(
            encoder.state["n_features_in_"] == len(state["columns_"][name])
            and tuple(encoder.state.get(_NAMES, state["columns_"][name]))
            == state["columns_"][name]
            for name, encoder in state["encoders_"].items()
        )
    )


def _tree_agrees(state: State) -> bool:
    levels = {level for level, _ in state["nodes"]}
    return (
        state["mean_signs"].size in (N_REST, N_REST_EXACT)
        and levels <= set(range(state["heights"].size))
        and bool((state["heights"] >= 0.0).all())
    )


def _has_heights(state: State, n_levels: int) -> bool:
    return bool(state["coordinates_"].state["heights"].size == n_levels)


def _industry_agrees(state: State) -> bool:
    return _has_heights(state, len(INDUSTRY_HEIGHTS))


def _place_agrees(state: State) -> bool:
    return _has_heights(state, len(PLACE_HEIGHTS))


def _category_agrees(state: State) -> bool:
    return _has_heights(state, max(1, state["n_features_in_"]))


def _spread_agrees(state: State) -> bool:
    return bool((state["spread_"] > 0.0).all())


def _text_agrees(state: State) -> bool:
    words = state["vectorizer_"]
    n_words = 0 if words is None else words.state["idf"].size
    return bool(state["components_"].shape[0] == n_words)


def _challenges_agrees(state: State) -> bool:
    return bool(state["n_features_in_"] == state["texts_"].state["n_features_in_"])


def _tfidf_state(vectorizer: TfidfVectorizer) -> State:
    """Take the words and their weights; all else is what `TextEncoder` sets."""
    if vectorizer.analyzer is not content_words or not vectorizer.sublinear_tf:
        msg = "a bundle holds TF-IDF over content_words only."
        raise TypeError(msg)
    words = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {"words": tuple(words), "idf": np.array(vectorizer.idf_)}


def _tfidf_make(state: State) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(
        analyzer=content_words, sublinear_tf=True, vocabulary=list(state["words"])
    )
    vectorizer.idf_ = state["idf"]
    return vectorizer


def _tfidf_agrees(state: State) -> bool:
    return len(set(state["words"])) == len(state["words"]) > 0


_LEVELS = {
    "centre_": floats("n"),
    "spread_": floats("n"),
    "flat_columns_": array("bool", "n"),
}
_SEED = optional(whole())

TRUSTED: Final[Mapping[str, Trust]] = MappingProxyType(
    {
        "models.embedding.Embedding": Trust(
            Embedding,
            {
                "facets": optional(tuple_of(text)),
                "as_of_year": optional(number),
                "random_state": _SEED,
                "n_features_in_": whole("n"),
                _NAMES: texts("n"),
                "encoders_": table_of(text, made(*_ENCODERS)),
                "columns_": table_of(text, tuple_of(text)),
                "scales_": table_of(text, number),
                "known_share_": table_of(text, number),
                "dropped_": table_of(text, text),
            },
            take=_embedding_state,
            agrees=_embedding_agrees,
        ),
        _TREE: Trust(
            TreeCoordinates,
            {
                "heights": floats("l"),
                "nodes": rows_of(tuple_of(either(whole(), text), 2), "n"),
                "basis": floats("n", "k"),
                "centre": floats("k"),
                "mean": floats("n"),
                "mean_signs": floats("r"),
                "rest": floats("k", "r"),
                "is_exact": flag,
            },
            agrees=_tree_agrees,
        ),
        _ENCODERS[0]: _encoder(
            AvailabilityEncoder, max_slots=whole(), slots_=tuple_of(text), is_flat_=flag
        ),
        _ENCODERS[1]: _encoder(
            CategoryEncoder,
            _category_agrees,
            max_axes=whole(),
            coordinates_=made(_TREE),
            labels_=tuple_of(text),
            is_flat_=flag,
        ),
        _ENCODERS[2]: _encoder(
            ChallengesEncoder,
            _challenges_agrees,
            n_components=whole(),
            vectorizer=lambda value, _: value is None,
            random_state=_SEED,
            texts_=made(_TEXT),
            is_flat_=flag,
        ),
        _ENCODERS[3]: _encoder(
            IndustryEncoder,
            _industry_agrees,
            max_axes=whole(),
            coordinates_=made(_TREE),
            unrecognised_=tuple_of(text),
            is_flat_=flag,
        ),
        _ENCODERS[4]: _encoder(
            NumberEncoder, _spread_agrees, log=flag, clip=number, **_LEVELS
        ),
        _ENCODERS[5]: _encoder(
            PlaceEncoder,
            _place_agrees,
            max_axes=whole(),
            on_globe_=flag,
            means_=table_of(tuple_of(text), floats(3)),
            coordinates_=made(_TREE),
            is_flat_=flag,
        ),
        _ENCODERS[6]: _encoder(
            SizeEncoder,
            _spread_agrees,
            offset_=floats("n"),
            correlation_=floats("n", "n"),
            **_LEVELS,
        ),
        _ENCODERS[7]: _encoder(
            StageEncoder,
            _spread_agrees,
            as_of_year=optional(number),
            as_of_year_=number,
            correlation_=floats("n", "n"),
            **_LEVELS,
        ),
        _TEXT: _encoder(
            TextEncoder,
            _text_agrees,
            n_components=whole(),
            max_words=whole(),
            vectorizer=lambda value, _: value is None,
            random_state=_SEED,
            vectorizer_=optional(made(_TFIDF)),
            components_=floats("w", "k"),
            is_flat_=flag,
        ),
        _TFIDF: Trust(
            TfidfVectorizer,
            {"words": tuple_of(text, "w"), "idf": floats("w")},
            take=_tfidf_state,
            make=_tfidf_make,
            agrees=_tfidf_agrees,
        ),
        **VALUE_TRUST,
    }
)


def path_of(thing: Any) -> str:
    """Name the class of an object that a bundle may hold.

    Parameters
    ----------
    thing : object
        A fitted estimator, or a part of one.

    Returns
    -------
    str
        Module and name; empty where the class is not trusted.
    """
    paths = [path for path, trust in TRUSTED.items() if type(thing) is trust.cls]
    return paths[0] if paths else ""


def build(packed: Packed) -> Any:
    """Build an object from attributes that were checked.

    Parameters
    ----------
    packed : Packed
        Of a trusted class.

    Returns
    -------
    object
        The object; no constructor of ours ran.
    """
    trust = TRUSTED[packed.path]
    state = {name: _built(value) for name, value in packed.state.items()}
    if trust.make is not None:
        return trust.make(state)
    thing: Any = object.__new__(trust.cls)
    for name, value in state.items():
        object.__setattr__(thing, name, value)
    return thing


def _built(value: Any) -> Any:
    if isinstance(value, Packed):
        return build(value)
    if isinstance(value, tuple):
        return tuple(_built(item) for item in value)
    if isinstance(value, dict):
        return {_built(key): _built(item) for key, item in value.items()}
    return value
