"""Learn from feedback: tables, honest splits, fit, evaluation."""
