"""What a client can subscribe to, beside `*` for everything of its cases."""

from services.notifications.domain.payload import EVENT_NAMES
from services.notifications.domain.subscription import NAMED_ALONE

__all__ = ["EVENT_NAMES", "NAMED_ALONE"]
