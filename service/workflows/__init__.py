"""One function per act of a user, shared by every door of the service."""
