"""Exit codes of the commands, for scripts (docs/decisions/0003)."""

PROBLEM = 1
CLASH = 3
INTERRUPTED = 130
PIPE_CLOSED = 141
