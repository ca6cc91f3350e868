"""The texts by which an organisation is told of events: its own, and the house's."""

from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import TEMPLATES
from services.notifications.domain.template import PARTS, template_id
from services.notifications.rendering.vocabulary import LANGUAGES, NAMES
from services.notifications.rendering.words import house_part

__all__ = ["LANGUAGES", "NAMES", "PARTS", "template", "templates"]

TIME_LIMIT_MS = 2000
_Document = dict[str, Any]


def templates(database: Database[_Document], tenant: str) -> list[_Document]:
    """The organisation's own templates by name and language. Keys: name, language, parts (which it has), changed_at."""
    found = _rows(database).find({"tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    rows = found.sort([("name", 1), ("language", 1)]).limit(len(NAMES) * len(LANGUAGES))
    listed = [
        {
            "name": row["name"],
            "language": row["language"],
            "parts": [part for part in PARTS if row[part] is not None],
            "changed_at": row["changed_at"],
        }
        for row in rows
    ]
    return [one for one in listed if one["parts"]]


def template(database: Database[_Document], tenant: str, name: str, language: str) -> _Document | None:
    """One template with its parts: `own`, None where there is none, and `house`, what stands there otherwise; None when
    there is no such name or language. changed_at is None where nothing was ever changed."""
    if name not in NAMES or language not in LANGUAGES:
        return None
    row = _rows(database).find_one(
        {"_id": template_id(tenant, name, language), "tenant": tenant}, max_time_ms=TIME_LIMIT_MS
    )
    return {
        "name": name,
        "language": language,
        "own": {part: row[part] if row else None for part in PARTS},
        "house": {part: house_part(part, name, language) for part in PARTS},
        "changed_at": row["changed_at"] if row else None,
    }


def _rows(database: Database[_Document]) -> Any:
    return database.get_collection(TEMPLATES, codec_options=CodecOptions(tz_aware=True))
