"""An order to retry failed messages. What it holds is fixed when it is given, and it goes part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from shared.contracts.failures import FailureRef
from shared.contracts.values import Actor

PART = 100
"""Messages that are sent back together: an order that is stopped goes no further than this."""

State = Literal["running", "stopping", "stopped", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryOrder:
    """next_part: the first that was not sent to its service yet; taken: messages that were sent back; skipped: that
    were not failed any more when their turn came."""

    id: str
    tenant: str
    by: Actor
    note: str
    ordered_at: datetime
    total: int
    parts: int
    next_part: int = 0
    taken: int = 0
    skipped: int = 0
    state: State = "running"
    stopped_by: Actor | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPart:
    """Some messages of an order, all of one service."""

    id: str
    tenant: str
    order: str
    service: str
    failures: tuple[str, ...]
    ordered_at: datetime


def part_id(order: str, number: int) -> str:
    """Parts are counted from 0."""
    return f"{order}.{number}"


def parts_of(failures: Sequence[FailureRef]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Service and ids of each part; no message twice."""
    distinct = sorted(dict.fromkeys((ref.service, ref.failure) for ref in failures), key=lambda ref: ref[0])
    for service, refs in groupby(distinct, key=lambda ref: ref[0]):
        ids = tuple(id for _, id in refs)
        for start in range(0, len(ids), PART):
            yield service, ids[start : start + PART]
