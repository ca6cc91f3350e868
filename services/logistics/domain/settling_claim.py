"""SettleClaim: what came of a lost or returned parcel."""

from collections.abc import Iterable

from services.logistics.domain.claim import Claim
from services.logistics.domain.fault import Fault
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.shipments import SettleClaim

_UNKNOWN = Fault("unknown_claim", "There is no such claim.", "Read the list of open claims.")
_CLOSED = Fault("claim_closed", "The claim is settled already.", "Read it to see what came of it.")


def needed(message: SettleClaim, _moment: Moment) -> Iterable[Need]:
    return (Key(Claim, message.claim),)


def settle(message: SettleClaim, known: Known, moment: Moment) -> Decision:
    """Once: a claim that is closed stays as it is."""
    claim = known.get(Claim, message.claim)
    if claim is None:
        return Decision(answer=_UNKNOWN.answer)
    if not claim.is_open:
        return Decision(answer=_CLOSED.answer)
    return Decision(save=(claim.closed(message.outcome, moment.now, message.paid, message.note),))
