"""What a bundle is made of, as one object that can be packed."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What a bundle is made of.

    Attributes
    ----------
    embedding : Embedding
        Leaders to features.
    value, proof : object
        Value models; see `models.bundle.Bundle`.
    """

    embedding: Any
    value: Any
    proof: Any
