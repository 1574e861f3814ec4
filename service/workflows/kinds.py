"""What workers do, by kind of job."""

from collections.abc import Mapping
from typing import Final

from service.workflows.counting_in import FOLD_IN, fold_answers
from service.workflows.importing import IMPORT, import_roster
from service.workflows.pooling import POOL, prepare_pool
from service.workflows.preparing import ANSWERS, prepare_answers
from service.workflows.proposing import FORM, form_groups
from service.workflows.retraining import RETRAIN, retrain
from service.workflows.task import Handler

HANDLERS: Final[Mapping[str, Handler]] = {
    IMPORT: import_roster,
    POOL: prepare_pool,
    ANSWERS: prepare_answers,
    FORM: form_groups,
    RETRAIN: retrain,
    FOLD_IN: fold_answers,
}
