"""Calls an address that a client gave: checked and resolved once, called at exactly what was checked, and the answer
judged. Webhooks and chats are called in the same way."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.adapters.answers import result_of
from services.notifications.adapters.posting import Answer, NoAnswerError, post
from services.notifications.domain.delivery import Sending
from services.notifications.domain.sandbox import answer_to
from shared.runtime.performing import Effort, GivenUp, Result, TryAgain
from shared.security.outbound import (
    Allowed,
    ForbiddenAddressError,
    ForbiddenUrlError,
    Resolve,
    UnresolvedError,
    reach,
    resolve,
)

ANSWER_WITHIN = 15.0
"""Seconds for connecting, sending and the answer together; Standard Webhooks recommends 15 to 30."""


@dataclass(frozen=True)
class Caller:
    """delays: the schedule, beyond which a receiver may ask to wait. resolve, tls and within are given otherwise in
    tests only."""

    allowed: Allowed
    delays: tuple[timedelta, ...]
    tls: ssl.SSLContext
    resolve: Resolve = resolve
    within: float = ANSWER_WITHIN

    def call(
        self, effort: Effort[Sending], url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Result:
        """One POST, and what follows from the answer. Nothing of the address beyond its host is in the result."""
        next_delay = self._next_delay(effort.attempt)
        scripted = answer_to(effort.tenant, url, effort.attempt)
        if scripted is not None:
            return result_of(Answer(scripted, None), effort.what, now, next_delay)
        try:
            target = reach(url, self.allowed, self.resolve)
            answer = post(target, headers, body, tls=self.tls, within=self.within)
        except ForbiddenAddressError as error:
            return TryAgain(f"not called: {error}")
        except ForbiddenUrlError as error:
            return GivenUp(f"not called: {error}")
        except (UnresolvedError, NoAnswerError) as error:
            return TryAgain(str(error))
        return result_of(answer, effort.what, now, next_delay)

    def _next_delay(self, attempt: int) -> timedelta:
        """The wait that the schedule has after this attempt; none after the last."""
        return self.delays[attempt - 1] if attempt <= len(self.delays) else timedelta(0)
