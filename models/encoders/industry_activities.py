"""Words for what businesses do: software, finance, media, professions."""

from typing import Final

ACTIVITIES: Final = """
511210 | software
~511210 | saas, app, platform, ai
541611 | consulting
"""
