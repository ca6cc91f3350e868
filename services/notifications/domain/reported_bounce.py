"""ReportBounce: a mail that was accepted came back later, and whoever received that message says so."""

from collections.abc import Iterable

from services.notifications.domain import bouncing
from services.notifications.domain.bouncing import OF_THE_ADDRESS, Bounce, bounce_key
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.subscription import ClientSubscriptions, Subscription, id_of
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, Need, done, refused
from shared.contracts.notifying import NoteBounce, ReportBounce

_NO_SUCH_MAIL = refused(
    "no_such_mail",
    "No mail of this organisation has this Message-ID, or it is not kept any more.",
    "Send the Message-ID of a mail of the last 30 days, as it stands in the message that came back.",
    "/message_id",
)


def needed(message: ReportBounce, moment: Moment) -> Iterable[Need]:
    return (
        Key(Delivery, message.delivery, named=True),
        Key(ClientSubscriptions, id_of(moment.tenant, message.client)),
        Key(Bounce, bounce_key(moment.tenant, message.client, message.bounce)),
    )


def report(message: ReportBounce, known: Known, moment: Moment) -> Decision:
    """As if the mail server had refused the address at once. Nothing is noted twice, nor after somebody has had the
    address tried again since the mail left, nor where the fault is not the address's."""
    delivery = known.get(Delivery, message.delivery)
    if delivery is None or delivery.client != message.client or delivery.channel != "mail":
        return Decision(answer=_NO_SUCH_MAIL)
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    subscription = client.find(delivery.subscription) if client else None
    if subscription is None or not message.status.startswith(OF_THE_ADDRESS):
        return Decision(answer=_said(noted=False))
    bounce = known.get(Bounce, bounce_key(moment.tenant, message.client, message.bounce))
    if _was_mended_since(delivery, subscription, bounce):
        return Decision(answer=_said(noted=False))
    noted = NoteBounce(
        bounce=message.bounce,
        subscription=subscription.id,
        client=message.client,
        case=delivery.case if subscription.role else "",
        role=subscription.role,
        status=message.status,
    )
    decision = bouncing.note(noted, known, moment)
    return Decision(save=decision.save, send=decision.send, answer=_said(noted=bool(decision.save)))


def _was_mended_since(delivery: Delivery, subscription: Subscription, bounce: Bounce | None) -> bool:
    mended_at = (bounce.allowed_at if bounce else None) if subscription.role else subscription.enabled_at
    return mended_at is not None and delivery.asked_at < mended_at


def _said(*, noted: bool) -> Answer:
    return done(noted="true" if noted else "false")
