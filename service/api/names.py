"""Names in addresses: ids of ours, ids of leaders, names of programs."""

from typing import Annotated, Final

from fastapi import Path
from pydantic import AfterValidator

from service.api.guard import SLASH

OURS: Final = r"^[0-9a-f]{32}$"


def _with_slashes(text: str) -> str:
    return text.replace(SLASH, "/")


RosterId = Annotated[str, Path(pattern=OURS, description="Id of a roster.")]
JobId = Annotated[str, Path(pattern=OURS, description="Id of a job.")]
KeyId = Annotated[str, Path(pattern=OURS, description="Id of a key.")]
ProposalId = Annotated[str, Path(pattern=OURS, description="Id of a proposal.")]
LeaderId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=500,
        description="Id of a leader, as their organisation knows it.",
    ),
    AfterValidator(_with_slashes),
]
ProgramId = Annotated[str, Path(pattern=OURS, description="Id of a program.")]
RelationId = Annotated[str, Path(pattern=OURS, description="Id of a relation.")]
IntroductionId = Annotated[
    str, Path(pattern=OURS, description="Id of an introduction.")
]
SurveyId = Annotated[str, Path(pattern=OURS, description="Id of a survey.")]
BundleId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="Id of a bundle.")
]
