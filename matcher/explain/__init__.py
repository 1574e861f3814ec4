"""Why a proposal looks as it does: reasons, fit for a person to read."""
