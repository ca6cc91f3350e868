"""When a subscription that only fails is switched off."""

from dataclasses import dataclass
from datetime import timedelta

from services.notifications.adapters.orders import Orders
from services.notifications.domain.delivery import Sending
from shared.contracts.message import Message
from shared.contracts.subscriptions import DisableSubscription
from shared.runtime.performing import Effort


@dataclass(frozen=True)
class SwitchingOff:
    """after: for how long it must have failed."""

    orders: Orders
    after: timedelta

    def exhausted(self, effort: Effort[Sending], why: str) -> tuple[Message, ...]:
        """Switch the subscription off when it has failed for `after` at least and accepted nothing since this round of
        the delivery was asked for. One event that a receiver cannot digest thus stops only itself."""
        what = effort.what
        failing_for = effort.now - what.asked_at
        if failing_for < self.after:
            return ()
        if self.orders.has_answered_since(what.subscription, what.asked_at):
            return ()
        reason = f"nothing was accepted for {failing_for.total_seconds() / 3600:.0f} hours; last: {why}"
        return (DisableSubscription(subscription=what.subscription, client=what.client, reason=reason),)
