"""Addresses that a sandbox may be told to call although nobody is there."""

from services.notifications.domain.sandbox import answer_to


def is_scripted(tenant: str, url: str) -> bool:
    """Whether webhooks of this tenant to this address are answered by Coulisse itself."""
    return answer_to(tenant, url, 1) is not None
