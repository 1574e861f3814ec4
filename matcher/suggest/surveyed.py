"""Surveys of one roster, ready to be asked as any of its leaders."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.explain.evidence import gather_evidence
from matcher.explain.fairness import Segmentation
from matcher.explain.segments import part_leaders
from matcher.program.program import Program
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster
from matcher.roster.surveys import Surveys
from matcher.suggest.consent import who_may_be_shown
from matcher.suggest.telling import ViewParams
from matcher.suggest.view import Asker, PrevailingViews, prevailing_views
from models.encoders.industry import locate_industries


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDesk:
    """Answers, the one way in which leaders are parted, and whose answers count.

    Attributes
    ----------
    surveys : Surveys
        The answers.
    parting : Segmentation or None
        The first segments of the program that may be shown and of which the roster
        knows something; the same whoever asks, since answers by two kinds of segments
        would overlap.
    counted : ndarray of shape (n_leaders,), bool
        Who has not opted out.
    rows : dict of str to int
        Id to row.
    """

    surveys: Surveys
    parting: Segmentation | None
    counted: NDArray[np.bool_]
    rows: dict[str, int]

    @classmethod
    def of(cls, roster: Roster, program: Program, surveys: Surveys) -> Self:
        """Part the leaders of a roster.

        Parameters
        ----------
        roster : Roster
            The leaders.
        program : Program
            With the names of its segments.
        surveys : Surveys
            Over the same roster.

        Returns
        -------
        SurveyDesk
            Ready to be asked.
        """
        places = (
            tuple(locate_industries(roster.table["industry"].tolist()))
            if "industry" in roster.table
            else ()
        )
        partings = part_leaders(program, roster, gather_evidence(roster, places=places))
        shown = [parting for parting in partings if not parting.is_sensitive]
        return cls(
            surveys,
            shown[0] if shown else None,
            who_may_be_shown(roster.table),
            row_by_id(roster),
        )

    def views(
        self,
        leader_id: str,
        topic: str,
        *,
        as_of: dt.date | None,
        params: ViewParams | None = None,
    ) -> PrevailingViews:
        """Say what prevails on a topic, and among peers like a leader.

        Parameters
        ----------
        leader_id : str
            Who asks; one whom the roster lacks belongs to no segment.
        topic : str
            Words of a topic or a question; empty for all questions.
        as_of : date or None
            Day of the run; months that are not over by then wait.
        params : ViewParams, optional
            The floor, and how peers like you count.

        Returns
        -------
        PrevailingViews
            Views, and reasons for those that there are not.
        """
        row = self.rows.get(leader_id, -1)
        codes = None if self.parting is None else self.parting.codes
        segment = int(codes[row]) if codes is not None and row >= 0 else -1
        return prevailing_views(
            self.surveys,
            topic,
            Asker(segment, as_of),
            parting=self.parting,
            counted=self.counted,
            params=params,
        )
