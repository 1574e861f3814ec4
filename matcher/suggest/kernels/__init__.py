"""Compiled loops over the graph of acquaintances."""
