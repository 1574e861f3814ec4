"""The world around the engine: the command line."""
