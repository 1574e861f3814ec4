"""Labels of common pick lists that mean something else than their words alone."""

from typing import Final

LABELS: Final = """
4885 | logistics and transportation
"""
