"""Words and phrases by which leaders name their challenges, one theme a line."""

from typing import Final

THEME_WORDS: Final = """
Hiring | hiring, recruiting, recruitment, hire, recruit, talent acquisition, talent
Cash flow | cash flow, cashflow, working capital, liquidity, runway
Succession | succession, exit planning, retirement
"""
