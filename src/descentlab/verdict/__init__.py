"""How a run ended, why, and what helps."""
