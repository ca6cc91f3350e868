"""Sandboxes: what a test key opens. Whoever makes an exception for trials asks here, and nowhere else."""

SUFFIX = "~test"
"""No organisation's name has a tilde, so that no live tenant can end like this."""


def is_sandbox(tenant: str) -> bool:
    """Whether nothing of this tenant's is real."""
    return tenant.endswith(SUFFIX)
