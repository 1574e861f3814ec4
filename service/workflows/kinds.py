"""What workers do, by kind of job."""

from collections.abc import Mapping
from typing import Final

from service.workflows.importing import IMPORT, import_roster
from service.workflows.pooling import POOL, prepare_pool
from service.workflows.task import Handler

HANDLERS: Final[Mapping[str, Handler]] = {IMPORT: import_roster, POOL: prepare_pool}
