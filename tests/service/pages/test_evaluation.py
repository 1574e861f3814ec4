"""The page of an evaluation: complete in itself, with nothing that can run."""

import numpy as np
import pytest

from service.pages.evaluation import render_evaluation
from training.calibration import reliability
from training.evaluate import Evaluation, Judged
from training.metrics import Interval, figures
from training.off_policy import OffPolicy
from training.scored import Scored

PROTOCOL = {"by": "person", "n_answers": 400, "n_raters": 40, "seed": 0}


@pytest.fixture(scope="module")
def judged():
    rng = np.random.default_rng(0)
    p = rng.uniform(0.1, 0.9, size=400)
    rows = np.arange(400)
    scored = Scored(
        rows % 40,
        40 + rows % 37,
        rows // 200,
        (rng.random(400) < p).astype(float),
        p,
        np.full(400, np.nan),
    )
    own = figures(scored, n_draws=20)
    segments = {"size: <script>alert(1)</script>": own}
    return Judged(
        own,
        reliability(scored),
        OffPolicy(Interval(0.5, 0.4, 0.6), Interval(0.52), 80.0, 400),
        segments,
    )


def test_the_page_shows_model_and_baselines_and_its_chart(judged):
    page = render_evaluation(
        Evaluation(judged, {"constant": judged}, PROTOCOL), source="feedback.csv"
    )

    assert "constant" in page
    assert "<svg" in page
    assert "0.500 (0.400 to 0.600) by inverse propensities and 0.520 doubly" in page
    assert f"{judged.figures['auc'].value:.3f}" in page


def test_labels_are_escaped_and_nothing_runs(judged):
    page = render_evaluation(
        Evaluation(judged, {}, PROTOCOL), source="<img src=x onerror=alert(1)>"
    )

    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_the_same_evaluation_gives_the_same_page(judged):
    evaluation = Evaluation(judged, {"constant": judged}, PROTOCOL)

    one, two = (render_evaluation(evaluation, source="f.csv") for _ in range(2))

    assert one == two


def test_lists_of_the_protocol_are_said_in_words(judged):
    protocol = {**PROTOCOL, "facets": ["industry", "size"]}

    page = render_evaluation(Evaluation(judged, {}, protocol), source="f.csv")

    assert "<td>industry, size</td>" in page


def test_nothing_learned_is_said():
    protocol = {**PROTOCOL, "reason": "Only 3 raters answered."}

    page = render_evaluation(Evaluation(None, {}, protocol), source="f.csv")

    assert "rules alone" in page
    assert "Only 3 raters answered." in page
