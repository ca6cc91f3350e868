"""Readable case numbers, such as SO-2026-000123: unique within a tenant and year, with gaps."""

from dataclasses import dataclass

from shared.contracts.message import PARTITIONS
from shared.contracts.quick import replace


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSeries:
    """How many numbers one partition has given in one year. Each partition has a series of its own, so that
    no two processes ever wait for each other to number a case."""

    id: str
    tenant: str
    given: int = 0


def series_id(tenant: str, year: int, partition: int) -> str:
    return f"{tenant}:{year}:{partition}"


def next_number(series: NumberSeries, prefix: str, year: int, partition: int) -> tuple[str, NumberSeries]:
    """A number that no other partition gives, and the series after it. Numbers start at 1; a partition takes
    every PARTITIONS-th, so the order of numbers is the order of arrival only roughly. Should PARTITIONS ever
    change, let it be at the turn of a year: within one, the cases' unique index would refuse numbers that
    were given already."""
    number = series.given * PARTITIONS + partition + 1
    return f"{prefix}-{year}-{number:06d}", replace(series, given=series.given + 1)
