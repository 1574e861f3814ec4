"""Compiled loops over plain arrays; each trusts its caller."""
