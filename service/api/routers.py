"""All routers, in the order in which the document lists them."""

from typing import Final

from service.api.routes import (
    beside,
    drafts,
    feedback,
    health,
    introductions,
    jobs,
    leaders,
    members,
    models,
    organisation,
    personal,
    programs,
    proposals,
    relations,
    rosters,
    seatings,
    surveys,
    trail,
    views,
)

ROUTERS: Final = (
    health.router,
    organisation.router,
    trail.router,
    rosters.router,
    leaders.router,
    personal.router,
    relations.router,
    beside.router,
    programs.router,
    proposals.router,
    drafts.router,
    seatings.router,
    members.router,
    views.router,
    introductions.router,
    feedback.router,
    surveys.router,
    models.router,
    jobs.router,
)
# Routes are looked for one after the other, those of this router first.
MOST_ASKED: Final = members.router
