"""Write docs/reference/settings.md from the settings themselves."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from service.settings import PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs/reference/settings.md"
HEAD = """# Settings

Generated from the code; do not edit by hand. Each is an environment variable, read
once at the start of `serve`, `work` and the commands about the database. A value that
cannot be used ends the start with one line that names the setting.

| variable | unless set | range | what it sets |
|---|---|---|---|
"""


def reference() -> str:
    """Render all settings as one page.

    Returns
    -------
    str
        Markdown.
    """
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return HEAD + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    default: Any = field.default
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    shown = "" if default in (None, ()) else f"`{default}`"
    bounds = " ".join(_bound(one) for one in field.metadata)
    return f"| `{PREFIX}{name.upper()}` | {shown} | {bounds} | {field.description} |\n"


def _bound(bound: Any) -> str:
    for sign, words in (("gt", "above"), ("ge", "from"), ("lt", "below"), ("le", "to")):
        if hasattr(bound, sign):
            number = getattr(bound, sign)
            return f"{words} {number:,g}" if number < 1 else f"{words} {number:,.0f}"
    return ""


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
