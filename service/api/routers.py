"""All routers, in the order in which the document lists them."""

from typing import Final

from service.api.routes import health, jobs, leaders, organisation, rosters

ROUTERS: Final = (
    health.router,
    organisation.router,
    rosters.router,
    leaders.router,
    jobs.router,
)
