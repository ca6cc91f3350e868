"""Articles as the ERP defined them, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.domain.article import article_id
from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 200
_SHOWN = ("article", "label", "unit", "weight", "lot_tracked", "serial_tracked", "defined_at")
Documents = Database[dict[str, Any]]


def article(database: Documents, tenant: str, article: str) -> dict[str, Any] | None:
    """One article: article, label, unit, weight (kilograms a piece, decimal text or None), lot_tracked,
    serial_tracked, defined_at."""
    document = database.articles.find_one(
        {"_id": article_id(tenant, article), "tenant": tenant}, max_time_ms=TIME_LIMIT_MS
    )
    return {name: document[name] for name in _SHOWN} if document else None


def articles(database: Documents, tenant: str, *, after: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Articles in order of their codes, at most `limit` and never more than MOST, keys as in `article`; after: the
    last code of the page before."""
    between = {"$gt": article_id(tenant, after), "$lt": f"{tenant}0"}
    rows = database.articles.find({"_id": between, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort("_id", 1).limit(max(1, min(limit, MOST)))
    return [{name: document[name] for name in _SHOWN} for document in found]
