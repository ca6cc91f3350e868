"""Versions of the interface within /v1, named by the date from which they hold.

Fields and addresses are only ever added. What cannot be done by adding makes a new version: a credential stays with
the version that it was made under, and the header Coulisse-Version chooses another for one request. The routes know
the newest version alone; each change says how to turn its answer into the one before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from gateway.languages import text
from gateway.refusing.problems import Fault, Problem

HEADER = "Coulisse-Version"


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed in the answers of some kind. back: from its answer to the one of the version before;
    deprecated, sunset: since when the old form is advised against, and until when it is answered."""

    version: str
    what: str
    kind: str
    back: Callable[[Mapping[str, Any]], dict[str, Any]]
    deprecated: datetime
    sunset: datetime


def _with_cursor(page: Mapping[str, Any]) -> dict[str, Any]:
    following = page.get("next")
    cursor = following.rpartition("cursor=")[2].partition("&")[0] if following else None
    return {**page, "next_cursor": cursor}


CHANGES = (
    Change(
        "2026-11-22",
        "Lists no longer repeat the cursor of `next` in `next_cursor`: follow `next`, or the header Link.",
        "page",
        _with_cursor,
        datetime(2026, 11, 22, tzinfo=UTC),
        datetime(2027, 11, 22, tzinfo=UTC),
    ),
)
FIRST = "2026-06-01"
VERSIONS = (FIRST, *(change.version for change in CHANGES))
CURRENT = VERSIONS[-1]


def chosen(pinned: str, asked: str | None) -> str:
    """The version of an answer; raises a 400 problem for one that never was."""
    if asked is None:
        return pinned if pinned in VERSIONS else CURRENT
    if asked not in VERSIONS:
        detail = text("There is no such version of the interface.")
        fault = Fault(
            "unknown_version",
            detail,
            "One of: {words}.",
            parameter=HEADER,
            values={"words": ", ".join(VERSIONS)},
        )
        raise Problem(400, "unknown_version", detail, (fault,))
    return asked


def carried_back(kind: str, body: Mapping[str, Any], version: str) -> dict[str, Any]:
    """An answer of the newest version, as `version` had it."""
    found = dict(body)
    for change in reversed(since(version, kind)):
        found = change.back(found)
    return found


def since(version: str, kind: str) -> tuple[Change, ...]:
    """The changes of one kind of answer that a version does not know yet, oldest first."""
    return tuple(change for change in CHANGES if change.kind == kind and change.version > version)


def warnings(kind: str, version: str) -> dict[str, str]:
    """Deprecation (RFC 9745) and Sunset (RFC 8594) of an answer in an old form; empty for one in the newest."""
    unknown = since(version, kind)
    if not unknown:
        return {}
    return {
        "Deprecation": f"@{int(min(change.deprecated for change in unknown).timestamp())}",
        "Sunset": format_datetime(min(change.sunset for change in unknown), usegmt=True),
    }
