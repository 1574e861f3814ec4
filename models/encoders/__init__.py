"""One encoder a file: each turns one facet of a leader into coordinates."""
