"""Failed messages, as they are read."""

from marshmallow import fields

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.failure_wishes import STATES
from gateway.schemas.shown_cases import Who


class ListedFailure(Answer):
    """A message that a service gave up on, over all its retries."""

    id = shown.words(example="logistics.0198c1a2b3c47d5e8f90123456789abc")
    service = shown.words("Which met it, and keeps it.")
    type = shown.words("`unreadable` where that cannot be told.", example="stock.reserve.v1")
    tenant = shown.words("Empty where that cannot be told.")
    subject = shown.words("What it is about, such as a case.")
    state = shown.one_of(
        *STATES, description="retried: sent back, and not yet handled; resolved: handled after all."
    )
    error = shown.words(example="ValidationError")
    reason = shown.words()
    place = shown.words("File and line that raised.", example="logistics/domain/reserving.py:41")
    group = shown.words("Of all that failed for this cause.", example="logistics.9f86d081884c7d65")
    failures = shown.whole("How often it was given up.")
    retries = shown.whole("How often somebody ordered it back.")
    attempts = shown.whole("How often it was tried in all.")
    bytes = shown.whole("Size of its body.")
    first_failed_at = shown.instant()
    failed_at = shown.instant("When it failed last.")
    position = shown.words("Its place in lists.")


class FailedAttempt(Answer):
    """One time that it was given up."""

    at = shown.instant()
    error = shown.words()
    reason = shown.words()
    place = shown.words()
    attempts = shown.whole("Tries before it was given up.")
    retry = shown.whole("0 for the first time, then the number of the order that brought it back.")


class FailureNote(Answer):
    """What somebody noted."""

    at = shown.instant()
    by = shown.part(Who)
    text = shown.words()


class Failure(ListedFailure):
    """A failed message with everything needed to understand, repair and retry it."""

    queue = shown.words()
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    stack = shown.words("Without values of variables.")
    body = shown.words("As it came.")
    encoding = shown.one_of("text", "base64", description="Of the body.")
    repaired = shown.words("The body that was sent instead.", null=True)
    history = shown.several(FailedAttempt, "Oldest first, the last 50.")
    notes = shown.several(FailureNote, "Oldest first, the last 20.")
    order = shown.words("The retry or edit that ordered it last; empty for none.")
    retried_at = shown.instant(null=True)
    resolved_at = shown.instant(null=True)
    archived_at = shown.instant(null=True)


class FailureGroup(Answer):
    """Everything that failed for one cause: error and its place, type of message, service."""

    id = shown.words(example="logistics.9f86d081884c7d65")
    service = shown.words()
    type = shown.words()
    error = shown.words()
    place = shown.words()
    reason = shown.words("Of one of them.")
    count = shown.whole()
    first_seen_at = shown.instant()
    last_seen_at = shown.instant()
    position = shown.words("Its place in lists.")


class FailedStore(Answer):
    """How full the place is where a service keeps its failed messages. What finds no room is not lost: it waits on the
    broker and comes back every hour."""

    service = shown.words()
    messages = shown.whole()
    bytes = shown.whole()
    most = shown.whole()
    most_bytes = shown.whole()
    full = shown.truth()
    turned_away = shown.whole("How often a message found no room.")
    turned_away_at = shown.instant("When that was last.", null=True)
    at = shown.instant("When this was looked at; null before it ever was.", null=True)


FailurePage = shown.page_of(ListedFailure)
FailureGroupPage = shown.page_of(FailureGroup)
FailedStoreList = shown.list_of(FailedStore)
