"""SetCreditLimit: how much a customer may owe at the same time."""

from collections.abc import Iterable
from dataclasses import replace

from services.accounting.domain.amount import ZERO
from services.accounting.domain.customer import customer_key, customer_of
from shared.contracts.accounts import AdjustCredit, SetCreditLimit
from shared.contracts.decision import Decision, Known, Moment, Need, refused

_OVERTAKEN = refused(
    "overtaken",
    "A limit that was set after this one is already in force.",
    "Read the customer, and set the limit again if it is not the one that you want.",
)


def needed(message: SetCreditLimit, moment: Moment) -> Iterable[Need]:
    return (customer_key(moment.tenant, message.ledger, message.customer),)


def set_limit(message: SetCreditLimit, known: Known, moment: Moment) -> Decision:
    """Keep the limit unless a later wish was heard already, and look at the cases that wait for it.

    A lower limit takes nothing back: what is cleared stays so, and nothing more is cleared until it fits.
    """
    before = customer_of(known, moment.tenant, message.ledger, message.customer)
    if before.limit_set_at is not None and message.at <= before.limit_set_at:
        return Decision(answer=_OVERTAKEN)
    after = replace(before, credit_limit=message.credit_limit, limit_set_at=message.at)
    look = AdjustCredit(ledger=message.ledger, customer=message.customer, case="", by=ZERO)
    return Decision(save=(after,), send=(look,) if after.credit_limit != before.credit_limit else ())
