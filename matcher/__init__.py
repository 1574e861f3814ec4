"""The engine: rosters and programs in, proposals out; no database, no HTTP."""
