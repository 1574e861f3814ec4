"""Common German, Spanish and French words for industries."""

from typing import Final

ABROAD: Final = """
238 | handwerk
"""
