"""Work that outlives a request: claimed, kept alive, finished once."""
