"""The organisation's own templates, as they stand at the moment of sending."""

from typing import Any

from pymongo.database import Database

from services.notifications.collections import TEMPLATES
from services.notifications.domain.template import DEFAULT, DIGEST, PARTS, template_id
from services.notifications.rendering.vocabulary import template_of

_TIME_LIMIT_MS = 2000


def own_parts(
    database: Database[dict[str, Any]], tenant: str, type: str, language: str
) -> dict[str, str | None]:
    """What the organisation has for events of this type: each part of that very template, else of its `default`; None
    where the house's stands."""
    name = template_of(type)
    names = (name,) if name == DIGEST else (name, DEFAULT)
    ids = [template_id(tenant, one, language) for one in names]
    rows = database[TEMPLATES].find({"_id": {"$in": ids}}, max_time_ms=_TIME_LIMIT_MS)
    found = {row["_id"]: row for row in rows}
    own: dict[str, str | None] = dict.fromkeys(PARTS)
    for id in reversed(ids):
        own.update({part: text for part in PARTS if (text := found.get(id, {}).get(part)) is not None})
    return own
