"""The failed stores of all services: where they are, whose part of them somebody sees, and how full they are."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from shared.contracts.house import HOUSE
from shared.contracts.services import SERVICES

__all__ = ["MOST", "SERVICES", "TIME_LIMIT_MS", "Databases", "capacities", "seen_by", "split", "whole_id"]

Document = dict[str, Any]
Databases = Mapping[str, Database[Document]]
"""By service."""

TIME_LIMIT_MS = 2000
MOST = 101
"""A page of a hundred, and one more, from which the reader knows whether there is a next page."""


def seen_by(tenant: str) -> Document:
    """An organisation sees its own; the support team of the whole installation sees all, those included that name no
    organisation because they cannot be read."""
    return {} if tenant == HOUSE else {"tenant": tenant}


def whole_id(service: str, id: str) -> str:
    """How a failed message, or a group of them, is named outside its service."""
    return f"{service}.{id}"


def split(id: str) -> tuple[str, str] | None:
    """Service and id there; None for what names no service."""
    service, dot, own = id.partition(".")
    return (service, own) if dot and own and service in SERVICES else None


def capacities(databases: Databases) -> list[Document]:
    """How full the failed store of each service is. Keys: service, messages, bytes, most, most_bytes, full,
    turned_away (messages that found no room; each comes back every hour until there is some), turned_away_at, at (when
    it was looked at; None before it ever was)."""
    return [_capacity(service, database) for service, database in databases.items()]


def _capacity(service: str, database: Database[Document]) -> Document:
    found = database.limits.find_one({"_id": "failed"}, max_time_ms=TIME_LIMIT_MS) or {}
    counts = {name: found.get(name, 0) for name in ("messages", "bytes", "most", "most_bytes", "turned_away")}
    return {
        "service": service,
        **counts,
        "full": found.get("full", False),
        "turned_away_at": found.get("turned_away_at"),
        "at": found.get("at"),
    }
