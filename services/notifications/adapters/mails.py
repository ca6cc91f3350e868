"""Performs SendMail: finds the recipient, puts the event into words, hands the mail over, and judges the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from services.notifications.adapters.letter import letter
from services.notifications.adapters.orders import NoOrder, Order, Orders
from services.notifications.adapters.recipients import Nobody, Recipient, Recipients
from services.notifications.adapters.relay import NoRelayError, Relay, Said, submit
from services.notifications.adapters.switching_off import SwitchingOff
from services.notifications.adapters.texts import own_parts
from services.notifications.domain.delivery import SendMail
from services.notifications.domain.sandbox import reply_to
from services.notifications.rendering.context import payload_of
from services.notifications.rendering.words import Words, in_mail
from shared.contracts.message import Message
from shared.contracts.notifying import NoteBounce
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain

DEFERRED = "put off by the mail server"
"""Notes of attempts that the recipient's side put off begin like this, those of a mail server that is away do not."""


@dataclass(frozen=True)
class Mails:
    """relay: None where the house has no mail server."""

    database: Database[dict[str, Any]]
    orders: Orders
    recipients: Recipients
    switching: SwitchingOff
    relay: Relay | None
    delays: tuple[timedelta, ...]

    def performer(self) -> Performer[SendMail]:
        return Performer(
            kind=SendMail,
            perform=self.perform,
            exhausted=self.exhausted,
            delays=self.delays,
            time_limit=timedelta(seconds=60),
            at_once=2,
        )

    def perform(self, efforts: Sequence[Effort[SendMail]]) -> list[Result]:
        return [self._send(effort) for effort in efforts]

    def exhausted(self, effort: Effort[SendMail], why: str) -> tuple[Message, ...]:
        """As for webhooks, when it was the recipient's side that put it off for so long; a mail server of the house's
        own that is away is no fault of the subscription."""
        return self.switching.exhausted(effort, why) if why.startswith(DEFERRED) else ()

    def _send(self, effort: Effort[SendMail]) -> Result:
        order = self.orders.order_for(effort.tenant, effort.what)
        if isinstance(order, NoOrder):
            return GivenUp(order.why)
        recipient = self.recipients.of(effort.tenant, order.subscription, effort.what)
        if isinstance(recipient, Nobody):
            return GivenUp(recipient.why)
        return self._send_to(recipient, effort, order)

    def _send_to(self, recipient: Recipient, effort: Effort[SendMail], order: Order) -> Result:
        scripted = reply_to(effort.tenant, recipient.address, effort.attempt)
        if scripted is not None:
            return judged(Said("recipient", scripted), effort, order, recipient, ())
        if self.relay is None:
            return TryAgain("this house has no mail server: SMTP_HOST is not set")
        words = self._words(effort, order)
        try:
            said = submit(
                self.relay, recipient.address, self._mail(self.relay, effort, order, recipient, words)
            )
        except NoRelayError as error:
            return TryAgain(str(error))
        except ValueError:
            return GivenUp("no mail can be addressed to this address")
        return judged(said, effort, order, recipient, words.unfit)

    def _words(self, effort: Effort[SendMail], order: Order) -> Words:
        payload = payload_of(order.body)
        own = own_parts(self.database, effort.tenant, payload["type"], order.language)
        return in_mail(payload, effort.tenant, order.language, own)

    @staticmethod
    def _mail(relay: Relay, effort: Effort[SendMail], order: Order, to: Recipient, words: Words) -> bytes:
        return letter(
            words,
            relay=relay,
            recipient=to.address,
            language=order.language,
            delivery=effort.what.delivery,
            created_at=effort.what.created_at,
        )


def judged(
    said: Said, effort: Effort[SendMail], order: Order, recipient: Recipient, unfit: tuple[str, ...]
) -> Result:
    """Accepted; put off (RFC 5321, section 4.2.1: 4yz is transient); refused, whereby an address that takes no mail is
    noted. A sender that is refused is the house's own matter, and tried again."""
    if said.accepted:
        note = f"accepted: {said}"
        return Done(
            note=f"{note}; the house's text stands for the organisation's {', '.join(unfit)}"
            if unfit
            else note
        )
    if not said.permanent:
        return TryAgain(f"{DEFERRED}: {said}")
    if said.step == "sender":
        return TryAgain(f"the mail server refuses our sender: {said}")
    if not said.bounced:
        return GivenUp(f"refused by the mail server: {said}")
    bounce = NoteBounce(
        bounce=recipient.bounce,
        subscription=effort.what.subscription,
        client=effort.what.client,
        case=effort.what.case if order.subscription.get("role") else "",
        role=order.subscription.get("role", ""),
        status=str(said),
    )
    return GivenUp(f"the address bounced: {said}", send=(bounce,))
