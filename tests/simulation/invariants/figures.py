"""What operations counted as it happened is what the stories of the cases say."""

from collections.abc import Mapping
from typing import Any

from services.intake.domain.case import Case
from services.intake.domain.timeline import TimelineEntry
from services.operations.domain.case_counts import CaseCounts, CasesInAll
from services.operations.domain.comparing import differences
from services.operations.domain.recount import Happened, Recount
from shared.time_zones import TimeZones
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Figures:
    """Recounts every case whenever something was counted since it last looked."""

    def __init__(self, _: Evidence) -> None:
        self._cases: dict[str, Case] = {}
        self._entries: dict[str, TimelineEntry] = {}
        self._counts: dict[str, CaseCounts] = {}
        self._in_all: dict[str, CasesInAll] = {}
        self._touched = False

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            Case: lambda case: self._cases.update({case.id: case}),
            TimelineEntry: self._entry,
            CaseCounts: lambda counts: self._counts.update({counts.id: counts}),
            CasesInAll: lambda in_all: self._in_all.update({in_all.id: in_all}),
        }

    def _entry(self, entry: TimelineEntry) -> None:
        self._entries[entry.id] = entry
        self._touched = True

    def check(self) -> None:
        if not self._touched:
            return
        stories: dict[str, list[Happened]] = {}
        for id in sorted(self._entries):  # which sorts as the stories go
            entry = self._entries[id]
            facts = (Happened(entry.at, fact.what, fact.step) for fact in entry.facts)
            stories.setdefault(entry.case, []).extend(facts)
        recount = Recount(TimeZones.read({}).of)
        for id, story in stories.items():
            case = self._cases[id]
            recount.told(case.tenant, case.type, case.opened_at, story)
        amiss = list(differences(recount, self._counts.values(), self._in_all.values()))
        assert not amiss, f"figures are not what the stories say: {amiss}"
        self._touched = False
