"""Credit is what open cases hold of it, and nobody waits who fits or has paid."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.accounting.domain.customer import Customer
from services.accounting.domain.settlement import Settlement
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See

ZERO = Decimal("0.00")


class Credit:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._held: dict[str, Decimal] = {}
        self._of: dict[str, Settlement] = {}
        self._waiting: dict[str, Settlement] = {}

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Settlement: self._settlement}

    def _settlement(self, one: Settlement) -> None:
        before = self._of.get(one.id)
        if before is not None:
            self._held[before.account] -= before.held
        self._held[one.account] = self._held.get(one.account, ZERO) + one.held
        self._of[one.id] = one
        if one.state in ("unpaid", "over_limit"):
            self._waiting[one.id] = one
        else:
            self._waiting.pop(one.id, None)

    def check(self) -> None:
        open_ = {account: self._open(account) for account in self._held}
        for account, amount in self._held.items():
            assert open_[account] == amount, (
                f"customer {account}: {open_[account]} open, its cases hold {amount}"
            )
        for one in self._waiting.values():
            if one.state == "unpaid":
                assert one.missing > 0 or one.currency != "EUR", f"paid and still waiting: {one}"
            else:
                free = self._limit(one.account) - open_[one.account]
                assert one.missing - one.held > free, f"{free} of credit is free and {one} waits"

    def _limit(self, account: str) -> Decimal:
        customer = self._evidence.find("accounting", Customer, account)
        own = None if customer is None else customer.credit_limit
        return self._evidence.credit_limit if own is None else own

    def _open(self, account: str) -> Decimal:
        customer = self._evidence.find("accounting", Customer, account)
        return ZERO if customer is None else customer.open
