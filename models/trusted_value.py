"""The classes of learned value that a bundle may hold."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from models.effects import EffectsFit
from models.history import History
from models.kinds import (
    either,
    flag,
    floats,
    made,
    nothing,
    number,
    table_of,
    text,
    tuple_of,
    whole,
)
from models.parts import HELPED, BundleParts, Head
from models.trust import State, Trust, attributes_of
from models.value import ValueModel
from models.value_terms import Terms

_PARTS: Final = "models.parts.BundleParts"
_HEAD: Final = "models.parts.Head"
_VALUE: Final = "models.value.ValueModel"
_TERMS: Final = "models.value_terms.Terms"
_HISTORY: Final = "models.history.History"
_FIT: Final = "models.effects.EffectsFit"


def _parts_state(parts: BundleParts) -> State:
    """Leave out heads where there are none, as bundles of format 1 do."""
    state = attributes_of(parts)
    return state if parts.heads else {k: v for k, v in state.items() if k != "heads"}


def _parts_make(state: State) -> Any:
    return BundleParts(**state)


def _parts_agree(state: State) -> bool:
    """Compare the features of the models with each other."""
    heads = state.get("heads", {})
    held = [state, *(head.state for head in heads.values())]
    models = [part[name] for part in held for name in ("value", "proof")]
    names = [m.state["terms_"].state["names"] for m in models if m is not None]
    return HELPED not in heads and all(other == names[0] for other in names)


def _value_agrees(state: State) -> bool:
    terms, fit = state["terms_"].state, state["fit_"].state
    n_features, n_maps = len(terms["names"]), len(terms["map_names"])
    n_axes, n_context = terms["axes"].shape[1], len(terms["context_names"])
    n_terms = 1 + n_maps + n_axes**2 + n_context
    sizes = {
        "need_coef_": n_features,
        "give_coef_": n_features,
        "map_coef_": n_maps,
        "context_coef_": n_context,
    }
    n_entries = state["raters_"].state["prior"].size
    return (
        state["n_features_in_"] == n_features
        and 0.0 < state.get("dispersion_", 1.0) <= 1.0
        and all(state[name].size == size for name, size in sizes.items())
        and state["product_coef_"].shape == (n_axes, n_axes)
        and fit["f"].size == 2 * n_features
        and fit["e"].size == n_terms
        and state["ratees_"].state["prior"].size == n_entries
        and 0 <= state.get("n_tastes_", 0) <= min(n_axes, n_entries - 1)
    )


def _terms_agree(state: State) -> bool:
    scales = (state["scale"], state["map_scale"], state["context_scale"])
    return all(bool((scale > 0.0).all()) for scale in scales)


def _history_state(history: History) -> State:
    names = ("ids", "mean", "precision", "prior")
    return {name: getattr(history, name) for name in names}


def _history_make(state: State) -> Any:
    return History.of(**state)


def _history_agrees(state: State) -> bool:
    """Refuse two histories of one person, and precisions that have no inverse."""
    if len(set(state["ids"])) < len(state["ids"]) or (state["prior"] <= 0.0).any():
        return False
    if not len(state["ids"]):
        return True
    return bool((np.linalg.eigvalsh(state["precision"]) > 0.0).all())


def _fit_agrees(state: State) -> bool:
    size = state["f"].size + state["e"].size
    return (
        state["covariance"].shape == (size, size)
        and bool((state["variances"] > 0.0).all())
        and bool((state["source_variance"] >= 0.0).all())
    )


VALUE_TRUST: Final[Mapping[str, Trust]] = MappingProxyType(
    {
        _PARTS: Trust(
            BundleParts,
            {
                "embedding": made("models.embedding.Embedding"),
                "value": either(nothing, made(_VALUE)),
                "proof": either(nothing, made(_VALUE)),
                "heads": table_of(text, made(_HEAD)),
            },
            frozenset(["heads"]),
            take=_parts_state,
            make=_parts_make,
            agrees=_parts_agree,
        ),
        _HEAD: Trust(
            Head, {"value": made(_VALUE), "proof": either(nothing, made(_VALUE))}
        ),
        _VALUE: Trust(
            ValueModel,
            {
                "n_factors": whole(),
                "learn_variances": flag,
                "random_state": either(nothing, whole()),
                "n_features_in_": whole("n"),
                "terms_": made(_TERMS),
                "need_coef_": floats("n"),
                "give_coef_": floats("n"),
                "map_coef_": floats("m"),
                "product_coef_": floats("k", "k"),
                "context_coef_": floats("c"),
                "intercept_": number,
                "raters_": made(_HISTORY),
                "ratees_": made(_HISTORY),
                "platt_": tuple_of(number, 2),
                "n_tastes_": whole(),
                "dispersion_": number,
                "fit_": made(_FIT),
            },
            frozenset(["n_tastes_", "dispersion_"]),
            agrees=_value_agrees,
        ),
        _TERMS: Trust(
            Terms,
            {
                "names": tuple_of(text, "n"),
                "center": floats("n"),
                "scale": floats("n"),
                "map_names": tuple_of(text, "m"),
                "map_center": floats("m"),
                "map_scale": floats("m"),
                "axes": floats("n", "k"),
                "context_names": tuple_of(text, "c"),
                "context_center": floats("c"),
                "context_scale": floats("c"),
            },
            agrees=_terms_agree,
        ),
        _HISTORY: Trust(
            History,
            {
                "ids": tuple_of(text, "p"),
                "mean": floats("p", "d"),
                "precision": floats("p", "d", "d"),
                "prior": floats("d"),
            },
            take=_history_state,
            make=_history_make,
            agrees=_history_agrees,
        ),
        _FIT: Trust(
            EffectsFit,
            {
                "f": floats("f"),
                "e": floats("e"),
                "u": floats("s"),
                "variances": floats("v"),
                "covariance": floats("x", "x"),
                "source_variance": floats("s"),
                "n_steps": whole(),
            },
            agrees=_fit_agrees,
        ),
    }
)
