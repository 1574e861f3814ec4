"""Guides and slots for groups: planned before groups are formed, matched after."""
