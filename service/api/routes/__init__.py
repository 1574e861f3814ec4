"""Routes: parse, call one workflow, return what it returned."""
