"""Credit that moves: cases that wait for it are cleared as soon as they fit."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.accounting.domain.amount import ZERO
from services.accounting.domain.customer import Customer, customer_id, customer_key, customer_of
from services.accounting.domain.rules import Rules
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import AdjustCredit
from shared.contracts.decision import Decision, Known, Moment, Need, OnLane, Selection
from shared.contracts.message import Message

AT_ONCE = 50
"""Waiting cases that one decision looks at; when it cleared some of so many, another one looks again."""


@dataclass(frozen=True)
class Adjusting:
    """Decides on AdjustCredit."""

    rules: Rules

    def needed(self, message: AdjustCredit, moment: Moment) -> Iterable[Need]:
        return (
            customer_key(moment.tenant, message.ledger, message.customer),
            waiting_for(moment.tenant, message.ledger, message.customer),
        )

    def adjust(self, message: AdjustCredit, known: Known, moment: Moment) -> Decision:
        """Moves the open amount, then clears who fits: urgent first, then who has waited longest. A case
        that does not fit lets smaller ones pass, so that one that never can does not block the rest."""
        before = customer_of(known, moment.tenant, message.ledger, message.customer)
        waiting = known.select(waiting_for(moment.tenant, message.ledger, message.customer))
        customer, cleared = _clear(before.moved(message.by), waiting, self.rules)
        told: list[Message | OnLane] = [OnLane(one.lane, one.tell_cleared()) for one in cleared]
        if cleared and len(waiting) == AT_ONCE:
            told.append(
                AdjustCredit(ledger=message.ledger, customer=message.customer, case=message.case, by=ZERO)
            )
        if customer == before and not cleared:
            return Decision()
        return Decision(save=(customer, *cleared), send=tuple(told))


def waiting_for(tenant: str, ledger: str, customer: str) -> Selection[Settlement]:
    """The cases that wait for this customer's credit, in the order in which they get it."""
    return Selection(
        Settlement,
        equals=(("account", customer_id(tenant, ledger, customer)), ("state", "over_limit")),
        order=("rank", "asked_at", "id"),
        limit=AT_ONCE,
    )


def _clear(
    customer: Customer, waiting: tuple[Settlement, ...], rules: Rules
) -> tuple[Customer, list[Settlement]]:
    cleared: list[Settlement] = []
    for settlement in waiting:
        if settlement.state != "over_limit":
            continue  # a batch-mate was quicker
        further = settlement.missing - settlement.held
        if further <= 0 or customer.beyond(further, rules) <= 0:
            customer = customer.moved(further)
            cleared.append(settlement.cleared(held=settlement.missing))
    return customer, cleared
