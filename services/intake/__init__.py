"""Intake owns the case and decides its next step."""
