"""Refusals, in English and French."""
