"""The HTTP door: routes over workflows; no SQL, no engine."""
