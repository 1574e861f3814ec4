"""Every encoder keeps scikit-learn's contract, with no check excepted.

`PlaceEncoder` and `Embedding` read named columns of a table, not any array, so most
of the checks cannot feed them; what remains of the contract is tested here by hand.
"""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.embedding import Embedding
from models.encoders.availability import AvailabilityEncoder
from models.encoders.category import CategoryEncoder
from models.encoders.challenges import ChallengesEncoder
from models.encoders.industry import IndustryEncoder
from models.encoders.number import NumberEncoder
from models.encoders.place import PlaceEncoder
from models.encoders.size import SizeEncoder
from models.encoders.stage import StageEncoder
from models.encoders.text import TextEncoder

NUMERIC = [NumberEncoder(), NumberEncoder(log=True), SizeEncoder(), StageEncoder()]
WORDED = [
    AvailabilityEncoder(),
    CategoryEncoder(),
    ChallengesEncoder(),
    IndustryEncoder(),
    TextEncoder(),
]
OF_TABLES = [PlaceEncoder(), Embedding()]


@parametrize_with_checks([*NUMERIC, *WORDED])
def test_estimator_keeps_the_contract_of_scikit_learn(estimator, check):
    check(estimator)


@pytest.fixture
def table():
    return pd.DataFrame(
        {"city": ["Kiel", "Graz", None], "country": ["DE", "AT", None]},
        dtype="str",
    )


@pytest.mark.parametrize("estimator", OF_TABLES, ids=lambda e: type(e).__name__)
class TestEstimatorsOfTables:
    def test_clone_has_the_same_parameters(self, estimator):
        assert clone(estimator).get_params() == estimator.get_params()

    def test_unfitted_use_is_refused(self, estimator, table):
        with pytest.raises(NotFittedError):
            clone(estimator).transform(table)

    def test_an_array_without_names_is_refused(self, estimator):
        with pytest.raises(TypeError, match="named columns"):
            clone(estimator).fit(np.zeros((3, 2)))

    def test_every_column_that_comes_out_has_a_name(self, estimator, table):
        fitted = clone(estimator).fit(table)

        assert len(fitted.get_feature_names_out()) == fitted.transform(table).shape[1]

    def test_an_unknown_place_is_an_unknown_row(self, estimator, table):
        coordinates = clone(estimator).fit_transform(table)

        assert np.isnan(coordinates).tolist()[2] == [True] * coordinates.shape[1]
        assert not np.isnan(coordinates[:2]).any()


@pytest.mark.parametrize(
    "estimator", [*NUMERIC, *WORDED], ids=lambda e: type(e).__name__
)
class TestUnknowns:
    def test_a_column_of_blanks_gives_unknown_rows_only(self, estimator):
        blanks = pd.DataFrame({"column": [None, None, None]}, dtype=object)

        assert np.isnan(clone(estimator).fit_transform(blanks)).all()

    def test_one_value_for_all_puts_all_at_one_point(self, estimator):
        same = pd.DataFrame({"column": [5112, 5112, 5112]}, dtype=object)

        coordinates = clone(estimator).fit_transform(same)

        assert np.isnan(coordinates).all() or np.ptp(coordinates, axis=0).max() == 0.0

    def test_every_column_that_comes_out_has_a_name(self, estimator):
        column = pd.DataFrame({"column": [5112, 5415, 23]}, dtype=object)
        fitted = clone(estimator).fit(column)

        assert len(fitted.get_feature_names_out()) == fitted.transform(column).shape[1]
