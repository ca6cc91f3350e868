"""Who works for the whole installation rather than for one organisation."""

HOUSE = "*"
"""The tenant of the support team: no organisation can be called so. It sees failed messages of everybody, those without
a tenant included, and nothing else of anybody."""
