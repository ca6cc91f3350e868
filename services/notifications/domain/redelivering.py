"""Decision on a wish to send a notification again."""

from collections.abc import Iterable
from datetime import timedelta

from services.notifications.domain.delivery import Delivery, effect_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, refused
from shared.contracts.subscriptions import Redeliver

ONE_WISH = timedelta(seconds=10)
"""Asked twice within this time is asked once: a second press of a button, or a repeated command."""

_NOT_KEPT = refused(
    "no_longer_kept",
    "The text of this delivery is not kept any more: deliveries can be sent again for 30 days.",
    "Read the case itself: it says how things stand.",
)


def needed(message: Redeliver, moment: Moment) -> Iterable[Need]:
    return (Key(Delivery, message.delivery),)


def redeliver(message: Redeliver, known: Known, moment: Moment) -> Decision:
    """Send it again at once, under its old id and with its old text, also when an attempt still waits.

    Nothing happens when the delivery is no longer kept, or belongs to another client.
    """
    delivery = known.get(Delivery, message.delivery)
    if delivery is None or delivery.client != message.client:
        return Decision(answer=_NOT_KEPT)
    if delivery.was_asked_again and moment.now - delivery.asked_at < ONE_WISH:
        return NOTHING
    again = delivery.again(moment.now)
    return Decision(save=(again,), effects=(effect_of(again),))
