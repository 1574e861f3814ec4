"""What a bundle is made of, as one object that can be packed."""

from dataclasses import dataclass, field
from typing import Any, Final

HELPED: Final = "helped"  # the head that value is of, unless another is asked
HEAD_NAMES: Final = (HELPED, "accepted", "attended")


@dataclass(frozen=True, slots=True)
class Head:
    """What a bundle has learned of one further question.

    Attributes
    ----------
    value : ValueModel
        Fitted on all answers to it.
    proof : ValueModel or None
        Without the answers kept for the gate.
    """

    value: Any
    proof: Any


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What a bundle is made of.

    Attributes
    ----------
    embedding : Embedding
        Leaders to features.
    value, proof : object
        Value models; see `models.bundle.Bundle`.
    heads : dict of str to Head
        Further heads by name.
    """

    embedding: Any
    value: Any
    proof: Any
    heads: dict[str, Head] = field(default_factory=dict)
