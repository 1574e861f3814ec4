"""Write docs/reference/cli.md from the commands' own help."""

from collections.abc import Iterator
from pathlib import Path

import click

from service.cli import cli

PAGE = Path(__file__).parents[1] / "docs/reference/cli.md"


def reference() -> str:
    """Render every command's help as one page.

    Returns
    -------
    str
        Markdown.
    """
    parts = ["# Commands\n\nGenerated from `--help`; do not edit by hand.\n"]
    for path, command in _commands(cli, "peermatch"):
        context = click.Context(
            command,
            info_name=path,
            max_content_width=88,
            help_option_names=cli.context_settings["help_option_names"],
        )
        parts.append(f"## `{path}`\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name], f"{path} {name}")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
