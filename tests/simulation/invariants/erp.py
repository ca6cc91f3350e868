"""What the ERP saw: each entry booked once, or openly given up."""

from collections.abc import Mapping
from typing import Any

from services.accounting.domain.acknowledging import Acknowledgement
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.syncing import EntrySync
from tests.simulation.partners import refuses
from tests.simulation.witness import See
from tests.simulation.world import World


class ErpBooks:
    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: set[str] = set()
        self._new: list[str] = []
        self._pulled: dict[str, str] = {}

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {JournalEntry: self._entry, Acknowledgement: self._acknowledged}

    def _entry(self, entry: JournalEntry) -> None:
        self._entries.add(entry.id)
        self._new.append(entry.id)

    def _acknowledged(self, kept: Acknowledgement) -> None:
        """An entry that the ERP has pulled need not be pushed any more."""
        for item in kept.items:
            if item.result == "acknowledged":
                assert item.id not in self._pulled, f"{item.id} was acknowledged twice"
                self._pulled[item.id] = item.reference

    def check(self) -> None:
        booked = self._world.erp.booked
        for id in self._new:
            sync = self._world.find("accounting", EntrySync, id)
            if id in self._pulled:
                assert sync and sync.erp_reference == self._pulled[id], (
                    f"{sync}, pulled as {self._pulled[id]}"
                )
                continue
            state = sync.state if sync else "unknown"
            right = {("given_up", 0)} if refuses(id) else {("sent", 1)}
            if self._is_exhausted(id):  # one of its attempts may have arrived, and its answer have been lost
                right |= {("given_up", 0), ("given_up", 1)}
            assert (state, booked[id]) in right, f"{id} is {state}, the ERP booked it {booked[id]} times"
        self._new.clear()
        strange = {id for id, times in booked.items() if times > 1 or (times and id not in self._entries)}
        assert not strange, f"the ERP booked twice, or what is not in the books: {sorted(strange)[:3]}"

    def _is_exhausted(self, id: str) -> bool:
        """All attempts were used up, about a day and a half after the first: in one of very many worlds all of them
        fail."""
        record = self._world.stores["accounting"].effects.records.get(id)
        return record is not None and record.state == "given_up" and record.outcomes[-1] == "exhausted"
