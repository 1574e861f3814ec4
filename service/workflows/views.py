"""The prevailing view of those who answered surveys, as far as it may be told."""

import csv
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from matcher.roster.roster import Roster
from matcher.roster.surveys import Surveys, read_surveys
from matcher.suggest.request import tidy_topic
from matcher.suggest.surveyed import SurveyDesk
from service.storage.leaders import get_leader
from service.storage.moments import now
from service.storage.rosters import load_roster
from service.storage.store import Store
from service.storage.surveys import answers_to, ended_surveys, get_survey
from service.workflows.standing import parsed, program_of, stamp_of

MOST_DESKS: Final = 8
_HEADER: Final = ("leader_id", "topic", "question", "value", "round")
_NOTHING: Final = (
    "No survey of this roster has ended with answers that can be told together.",
)


class Views:
    """Tells what prevails; keeps the surveys of the rosters asked for lately at hand.

    Parameters
    ----------
    store : Store
        The database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._desks: OrderedDict[tuple[object, ...], SurveyDesk] = OrderedDict()
        self._building = threading.Lock()

    def tell(
        self, organisation_id: str, *, roster_id: str, leader_id: str, topic: str
    ) -> dict[str, Any]:
        """Say what prevails on a topic, and among peers like a leader.

        Only surveys that take no more answers count: what was told of one cannot be
        compared with what is told after one more answer.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id, leader_id : str
            Who asks.
        topic : str
            Words of a topic or a question; empty for all questions.

        Returns
        -------
        dict
            Views, and reasons for those that there are not.

        Raises
        ------
        NotFoundError
            If there is no such leader.
        """
        with self._store.reading() as connection:
            where = {"roster_id": roster_id, "leader_id": leader_id}
            get_leader(connection, organisation_id, **where)
            ended = ended_surveys(connection, organisation_id, roster_id=roster_id)
            stamp = stamp_of(connection, organisation_id, roster_id=roster_id)
        if not ended:
            return {"views": (), "why_none": _NOTHING}
        key = (organisation_id, roster_id, stamp, ended)
        with self._building:  # many who ask at once wait for one to do it
            desk = self._desks.get(key) or self._build(
                organisation_id, roster_id, ended
            )
            self._desks[key] = desk
            while len(self._desks) > MOST_DESKS:
                self._desks.popitem(last=False)
        found = desk.views(leader_id, tidy_topic(topic), as_of=now().date())
        return found.to_dict()

    def _build(
        self, organisation_id: str, roster_id: str, ended: tuple[str, ...]
    ) -> SurveyDesk:
        with self._store.reading() as connection:
            roster = load_roster(connection, organisation_id, roster_id=roster_id)
            program = parsed(program_of(connection, organisation_id))
            surveys = _surveys(connection, organisation_id, roster, ended)
        return SurveyDesk.of(roster, program, surveys)


def _surveys(
    connection: Connection, organisation_id: str, roster: Roster, ended: tuple[str, ...]
) -> Surveys:
    """Read the answers to surveys that have ended; each is a round of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "surveys.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_HEADER)
            for survey_id in ended:
                where = {"survey_id": survey_id}
                survey = get_survey(connection, organisation_id, **where)
                said = answers_to(connection, organisation_id, **where)
                for leader_id, answers in said.items():
                    for name, value in answers.items():
                        asked = survey.questions.get(name) or name
                        row = (leader_id, name, asked, _cell(value), survey_id)
                        writer.writerow(row)
        return read_surveys(path, roster)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
