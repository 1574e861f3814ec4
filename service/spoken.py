"""Named problems for machines: `--json` prints an object whatever happens."""

import json
import sys
from typing import Any

import click

from matcher.errors import InfeasibleError, MatcherError
from service import exits

ASKED = "service.spoken.json"


class SpokenGroup(click.Group):
    """Commands that answer `--json` in JSON even where they fail by name.

    The object goes to stdout; the line on stderr and the exit code stay as they are.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep in mind whether JSON is asked for.

        Parameters
        ----------
        ctx : click.Context
            Of this run.
        args : list of str
            As given.

        Returns
        -------
        list of str
            What is left for a command.
        """
        ctx.meta[ASKED] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        Parameters
        ----------
        ctx : click.Context
            Of this run.

        Returns
        -------
        Any
            What the command returns.

        Raises
        ------
        MatcherError
            As the command raised it, once it is told.
        """
        try:
            return super().invoke(ctx)
        except MatcherError as error:
            if ctx.meta.get(ASKED):
                sys.stdout.write(f"{json.dumps(told(error), indent=1)}\n")
            raise


def told(error: MatcherError) -> dict[str, Any]:
    """Put a named problem into plain values.

    Parameters
    ----------
    error : MatcherError
        What the command raised.

    Returns
    -------
    dict
        `status` ("infeasible" or "failed"), `message` and `exit_code`.
    """
    is_infeasible = isinstance(error, InfeasibleError)
    return {
        "status": "infeasible" if is_infeasible else "failed",
        "message": str(error),
        "exit_code": exits.CLASH if is_infeasible else exits.PROBLEM,
    }
