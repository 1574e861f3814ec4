"""Pages for people: what a proposal looks like when it is read, not processed."""
