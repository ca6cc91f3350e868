"""What a receiver's answer means for a delivery."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from services.notifications.adapters.posting import Answer
from services.notifications.domain.delivery import Sending
from shared.contracts.subscriptions import DisableSubscription
from shared.runtime.performing import Done, GivenUp, Result, TryAgain

LONGEST_WAIT = timedelta(days=1)
"""A receiver may not ask for more with Retry-After."""

_ASKS_TO_WAIT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def result_of(answer: Answer, what: Sending, now: datetime, next_delay: timedelta) -> Result:
    """Standard Webhooks 1.0, "Delivery success and failure": 2xx is done, 410 ends the subscription,
    everything else is tried again. Retry-After (RFC 9110, section 10.2.3) can only lengthen a wait: a
    receiver that asks for one second each time would otherwise use up all attempts within seconds."""
    status = answer.status
    if 200 <= status < 300:
        return Done(note=f"answered {status}")
    if status == HTTPStatus.GONE:
        reason = "the endpoint answered 410 Gone"
        disable = DisableSubscription(subscription=what.subscription, client=what.client, reason=reason)
        return GivenUp(reason, send=(disable,))
    if 300 <= status < 400:
        return TryAgain(f"answered {status}: redirects are not followed, register the final address")
    asked = _wait_asked(answer.retry_after, now) if status in _ASKS_TO_WAIT else None
    if asked is not None and asked > next_delay:
        return TryAgain(f"answered {status} and asked to wait {asked.total_seconds():.0f} s", after=asked)
    return TryAgain(f"answered {status}")


def _wait_asked(header: str | None, now: datetime) -> timedelta | None:
    """Seconds or an HTTP date, at most LONGEST_WAIT; None when there is none that can be read."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return LONGEST_WAIT if len(header) > 9 else min(timedelta(seconds=int(header)), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), LONGEST_WAIT)
