"""SECURITY.md tells how long things are kept, and the database is told the same."""

import re

from infra.database.apply import wanted_indexes
from infra.local.house import clone
from shared.contracts.catalogue import SERVICES

_DAY = 86_400
_EVERY = "every service's"


def told() -> set[tuple[str, str, int]]:
    """Database, collection and days of each row."""
    text = (clone() / "SECURITY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`\w+`|every service's) \| `(\w+)`: [^|]+\| (\d+) \|", text, re.MULTILINE)
    return {
        (name, collection, int(days))
        for database, collection, days in rows
        for name in (
            [f"coulisse_{service}" for service in SERVICES] if database == _EVERY else [database.strip("`")]
        )
    }


def forgotten() -> set[tuple[str, str, int]]:
    """The same of each index that makes the database forget, where it is a day at least."""
    return {
        (database, collection, index.expire_after // _DAY)
        for database, indexes in wanted_indexes()
        for collection, index in indexes
        if index.expire_after is not None and index.expire_after >= _DAY
    }


def test_what_is_forgotten_after_how_many_days_is_written_down() -> None:
    assert len(told()) > 30
    assert told() == forgotten()
