"""What a query returned, as the bytes of an answer."""

from datetime import UTC, datetime
from typing import Any

import orjson


def as_json(value: Any) -> bytes:
    """The bytes of an answer. Instants are UTC with three decimals, always, so that they also sort as texts."""
    return orjson.dumps(value, default=_other, option=orjson.OPT_PASSTHROUGH_DATETIME)


def shown_instant(value: datetime) -> str:
    """As all instants are written: UTC, milliseconds, Z."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _other(value: Any) -> str:
    if isinstance(value, datetime):
        return shown_instant(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
