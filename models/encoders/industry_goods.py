"""Goods, and what is done with them: one line a group of goods.

Letters: m make, w wholesale, r retail, l rent out, f repair, g grow, x extract,
t transport, i install. The first code of a line counts when no role is named.
"""

from typing import Final

ROLES: Final = """
m | manufacturing, manufacturer, maker, mfg, producer
w | wholesale, wholesaler, distributor, distribution
r | retail, retailer, store, shop
"""
GOODS: Final = """
m337 w4232 r4421 l5322 f8114 | furniture
"""
