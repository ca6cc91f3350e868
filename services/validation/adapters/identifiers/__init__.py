"""Checks of what parties hold, each a pure function of the data."""
