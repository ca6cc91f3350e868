"""Ids of deliveries that are asked for at the door."""

import secrets
from datetime import datetime

from services.notifications.domain.delivery import first_id_at


def new_delivery_id(now: datetime) -> str:
    """An id that lies among those that notifications makes at this instant, and is nobody else's."""
    return first_id_at(now) + secrets.token_hex(10)
