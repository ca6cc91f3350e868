"""The three headers of Standard Webhooks 1.0 that let a receiver know who speaks."""

from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook


def signed_headers(webhook_id: str, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
    """One signature for each secret (`whsec_...`), the newest first; receivers take any that fits. `at` is
    the instant of this attempt, which receivers compare with their own clock (5 minutes are usual)."""
    signatures = [Webhook(secret).sign(webhook_id, at, body) for secret in secrets]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
