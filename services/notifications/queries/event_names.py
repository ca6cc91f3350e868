"""What a client can subscribe to, beside `*` for everything."""

from services.notifications.domain.payload import EVENT_NAMES, LOGGED_NAMES

__all__ = ["EVENT_NAMES", "LOGGED_NAMES"]
