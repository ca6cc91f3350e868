"""How much memory mongod may keep pages in while something is measured."""

from typing import Any

import psutil
from pymongo import MongoClient

LITTLE = 0.5
"""Gigabytes: what the local stack starts with, for laptops that have other things to do."""
_MOST = 6.0
_SHARE = 0.25


def roomy() -> float:
    """Gigabytes that a database server of this machine's size would have at least: by itself mongod takes half of the
    memory."""
    total: int = psutil.virtual_memory().total
    return max(LITTLE, min(_MOST, total / 1e9 * _SHARE))


def give(mongo: MongoClient[dict[str, Any]], gigabytes: float) -> None:
    """At once: what has no place any more is written and dropped while others work."""
    size = f"cache_size={int(gigabytes * 1024)}M"
    mongo.admin.command({"setParameter": 1, "wiredTigerEngineRuntimeConfig": size})
