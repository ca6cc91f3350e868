"""Coulisse as it is deployed, in a folder of its own, for measuring: started, watched, stopped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.house import clone
from tests.support.running_house import RunningHouse, running_house

FOLDER = clone() / ".local" / "bench"
TENANT = "bench"
CASE_TYPES = Path(__file__).parent / "case_types"


@dataclass(frozen=True)
class Measured(RunningHouse):
    """A running platform. key: an API key of a system that may do everything."""

    key: str

    def resident_mb(self) -> dict[str, float]:
        """The largest resident memory of one process, by program, in megabytes."""
        return {
            name: max(process.memory_info().rss for process in processes) / 1e6
            for name, processes in self.processes().items()
        }

    def count(self, **match: Any) -> int:
        """Stored cases that match."""
        return self.mongo["coulisse_intake"].cases.count_documents({"tenant": TENANT, **match})


@contextmanager
def measured(settings: Mapping[str, str]) -> Iterator[Measured]:
    """A fresh platform with nothing stored; everything is stopped and removed at the end."""
    with running_house(FOLDER, settings) as running:
        yield Measured(running.mongo, running.house, running.accounts, running.new_key(TENANT))
