"""Words for what businesses do: building, health, leisure, personal services."""

from typing import Final

SERVICES: Final = """
6212 | dentist, dental
23822 | hvac
"""
