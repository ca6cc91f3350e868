"""Deliveries, as they are listed and read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.events import SentEvent
from gateway.schemas.explained import Choice, Instant, Text, an_id
from gateway.schemas.paging import Page


class DeliveryList(Page):
    """By state of the latest round, subscription, type of event, and from when on."""

    state = Choice("pending", "done", "given_up")
    subscription = an_id("sub")
    type = Text(60, pattern="[a-z_.]+", wanted="the name of an event")
    since = Instant()


class ListedDelivery(Answer):
    """One event on its way to one subscription."""

    id = shown.words("The same over all attempts.", example="dlv_019a55f0c1d2b3c47d5e8f9012345678")
    event = shown.words("Also the webhook-id.", example="evt_019a55f0c1d2b3c47d5e8f9012345678")
    subscription = shown.words()
    case = shown.words("Empty for a test event.")
    type = shown.words(example="case.closed")
    channel = shown.one_of("webhook", "mail", "chat")
    url = shown.words("Of a chat without its secret part; empty for mail.")
    created_at = shown.instant()
    asked_at = shown.instant("Later than created_at when it was asked for again.")
    state = shown.one_of("pending", "done", "given_up")
    attempts = shown.whole("Their number.")
    note = shown.words("Of the last attempt.")
    next_attempt_at = shown.instant("Null unless pending.", null=True)


class DeliveryAttempt(Answer):
    """One try."""

    at = shown.instant()
    outcome = shown.words()
    note = shown.words()
    took_ms = shown.whole("Milliseconds.")


class Delivery(ListedDelivery):
    """A delivery with what is sent and every attempt."""

    payload = shown.part(
        SentEvent, "As it is sent; null when it is no longer kept, after 30 days.", null=True
    )
    history = shown.several(DeliveryAttempt, "Oldest first.")


DeliveryPage = shown.page_of(ListedDelivery)
