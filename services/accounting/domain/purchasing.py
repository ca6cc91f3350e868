"""What suppliers invoice. Not posted here yet: every invoice is refused, with that for its reason."""

from shared.contracts.decision import Decision, Known, Moment
from shared.contracts.purchases import (
    PostPurchase,
    PurchasePosted,
    PurchaseRefused,
    PurchaseReversed,
    ReversePurchase,
)

NOT_YET = "This installation does not post suppliers' invoices yet."


def post_purchase(message: PostPurchase, _known: Known, _moment: Moment) -> Decision:
    return Decision(send=(PurchaseRefused(case=message.case, step=message.step, reason=NOT_YET),))


def reverse_purchase(message: ReversePurchase, _known: Known, _moment: Moment) -> Decision:
    """Nothing was posted, so nothing has to be reversed."""
    return Decision(send=(PurchaseReversed(case=message.case, step=message.step, number=""),))


def posted(case: str, step: str, entry: str, number: str) -> PurchasePosted:
    """What is told once an entry is posted."""
    return PurchasePosted(case=case, step=step, entry=entry, number=number)
