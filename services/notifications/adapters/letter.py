"""A mail as bytes (RFC 5322, MIME): a text and the same in HTML."""

from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from services.notifications.adapters.relay import Relay
from services.notifications.rendering.words import Words

_POLICY = policy.SMTP.clone(cte_type="7bit")
"""Seven bits, so that every server takes it; header values with line breaks are refused."""


def letter(
    words: Words, *, relay: Relay, recipient: str, language: str, delivery: str, created_at: datetime
) -> bytes:
    """One mail. Its Message-ID is that of the delivery, the same at every attempt and redelivery, by which the
    recipient's mail program recognises a repeat.

    Raises ValueError when the recipient is no address that a header can hold.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(relay.sender_name, addr_spec=relay.sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(created_at)
    message["Message-ID"] = f"<{delivery}@{relay.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice is sent in answer
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    message["Content-Language"] = language  # afterwards, since new content takes such headers away
    return message.as_bytes()
