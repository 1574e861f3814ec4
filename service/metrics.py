"""What operators watch: requests by route, jobs, the solver's gap, the model served.

Labels are patterns of routes, kinds and states; never an id of a person.
"""

import os
from collections.abc import Mapping
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
requests: Final = Histogram(
    "peermatch_request_seconds",
    "Time until a request was answered.",
    ("method", "route", "status"),
    buckets=SECONDS,
)
refusals: Final = Counter(
    "peermatch_rate_limited_total", "Requests refused for a key's rate limit."
)
gaps: Final = Histogram(
    "peermatch_solver_gap",
    "How far below its bound a proposal stayed, as a share of it.",
    buckets=(0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
)
METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request.

    Parameters
    ----------
    method : str
        Its method; unknown ones count as "other".
    route : str
        Pattern of its route.
    status : int
        Of the answer; 0 when the client left before.
    seconds : float
        Until it was answered.
    """
    name = method if method in METHODS else "other"
    requests.labels(name, route, str(status)).observe(seconds)


def render_metrics(jobs: Mapping[str, int], models: Mapping[str, int]) -> bytes:
    """Write all metrics as Prometheus reads them, those of all workers together.

    Parameters
    ----------
    jobs : mapping of str to int
        Jobs by state.
    models : mapping of str to int
        Rosters that each bundle serves.

    Returns
    -------
    bytes
        The text format.
    """
    registry = CollectorRegistry()
    count = Gauge("peermatch_jobs", "Jobs.", ("state",), registry=registry)
    for state, n in jobs.items():
        count.labels(state).set(n)
    served = Gauge(
        "peermatch_model_served",
        "Rosters that a bundle serves.",
        ("bundle",),
        registry=registry,
    )
    for bundle, n in models.items():
        served.labels(bundle).set(n)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # as published
        return generate_latest(shared) + generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)
