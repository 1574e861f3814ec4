"""Ready-made programs, after how the field composes its groups.

Sizes, fold floors and industry caps are those that forums, core groups, chair-led
groups, circles and season teams publish; weights and the peer floor are ours and
reasoned in `docs/decisions/0010-preset-weights.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from matcher.program.column_rules import AtMost, NotOnly, Spread
from matcher.program.meeting_rules import Guide
from matcher.program.people_rules import Apart, Together
from matcher.program.program import Program, Size
from matcher.program.rules import Rule

DEFAULT_PRESET = "core"

ACCELERATE_VARIETY: Mapping[str, float] = MappingProxyType(
    {"industry": 1.0, "challenges": 0.3, "stage": 0.2}
)
OPTIMIZE_VARIETY: Mapping[str, float] = MappingProxyType(
    {"goals": -1.0, "challenges": -0.5, "stage": -0.5, "size": -0.3}
)
WAY_VARIETY: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {"accelerate": ACCELERATE_VARIETY, "optimize": OPTIMIZE_VARIETY}
)

_DECLARED: tuple[Rule, ...] = (
    Apart("competitor", origin="preset"),
    Apart("customer", origin="preset"),
    Apart("supplier", origin="preset"),
    Apart("family", origin="preset"),
    Apart("colleague", origin="preset"),
    Apart("conflict", origin="preset"),
    Together("together", origin="preset"),
)
_PEER_FLOOR = Spread("revenue", ratio=10, fallback="employees", origin="preset")
_NOT_ONLY = NotOnly("gender", origin="preset")
_MODERATOR = Guide(column="moderator", soft=True, origin="preset")
_GUIDE = Guide(origin="preset")
_CHAIR = Guide(capacity=4, origin="preset")
_LIGHT = Guide(soft=True, origin="preset")


def _accelerate(
    name: str, size: Size, *, industry_count: int, is_not_only: bool, guide: Guide
) -> Program:
    industry = AtMost("industry", count=industry_count, origin="preset")
    not_only = (_NOT_ONLY,) if is_not_only else ()
    return Program(
        way="accelerate",
        size=size,
        variety=dict(ACCELERATE_VARIETY),
        rules=(industry, _PEER_FLOOR, *not_only, guide, *_DECLARED),
        preset=name,
        source=name,
    )


def _season() -> Program:
    together = Together("together", origin="preset")
    return Program(
        way="optimize",
        size=Size(5, 6, 8, fold_at=4),
        variety=dict(OPTIMIZE_VARIETY),
        rules=(
            _NOT_ONLY,
            _LIGHT,
            *(r for r in _DECLARED if r.kind == "apart"),
            together,
        ),
        preset="season",
        source="season",
    )


PRESETS: Mapping[str, Program] = MappingProxyType(
    {
        "forum": _accelerate(
            "forum",
            Size(6, 9, 10, fold_at=5),
            industry_count=1,
            is_not_only=True,
            guide=_MODERATOR,
        ),
        "core": _accelerate(
            "core",
            Size(8, 10, 12, fold_at=5),
            industry_count=2,
            is_not_only=True,
            guide=_GUIDE,
        ),
        "chair-led": _accelerate(
            "chair-led",
            Size(8, 14, 16, fold_at=7),
            industry_count=1,
            is_not_only=False,
            guide=_CHAIR,
        ),
        "circle": _accelerate(
            "circle",
            Size(8, 8, 10, fold_at=6),
            industry_count=2,
            is_not_only=True,
            guide=_GUIDE,
        ),
        "season": _season(),
    }
)
