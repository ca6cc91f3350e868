"""Lettering: a group's balance is the sum of its lines, and no two groups bear the same letters."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.accounting.domain.lettering import Lettering
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Letters:
    """_bearers: who was given letters, by organisation, ledger and letters."""

    def __init__(self, _evidence: Evidence) -> None:
        self._bearers: dict[tuple[str, str, str], str] = {}

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Lettering: self._group}

    def _group(self, group: Lettering) -> None:
        total = sum((line.amount for line in group.lines), Decimal(0))
        assert group.balance == total, f"{group}: its lines are {total}"
        entries = [line.entry for line in group.lines]
        assert len(set(entries)) == len(entries), f"an entry stands twice in {group}"
        if group.code:
            bearer = self._bearers.setdefault((group.tenant, group.ledger, group.code), group.id)
            assert bearer == group.id, f"{group.code} was given to {bearer} and to {group.id}"

    def check(self) -> None:
        """Nothing more: it was checked as it was committed."""
