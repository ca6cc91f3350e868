"""Sending entries to an ERP: once each, as far as an ERP that honours keys, or can be asked, allows."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.accounting.adapters.erp_http import Answer, ErpHttp, UnknownOutcomeError, UnreachedError
from services.accounting.adapters.erp_wire import (
    EntryAnswer,
    UnreadableAnswerError,
    answers_in,
    entry_json,
    error_in,
    reference_in,
)
from services.accounting.adapters.retry_after import waiting_time
from services.accounting.domain.posting import SendEntry
from services.accounting.settings import ErpSettings
from shared.contracts.accounts import NoteSync
from shared.contracts.message import Message
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain
from shared.runtime.room import Mongo

MOST_ENTRIES = 100
TIME_LIMIT = timedelta(seconds=20)
BUDGET_SECONDS = 15.0
"""What one `perform` may spend, well within the lease."""
CALL_SECONDS = 10.0
DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 57600))
"""About a day and a half in all: an ERP may be away over a night of maintenance."""

_Effort = Effort[SendEntry]


@dataclass(frozen=True)
class ErpConnector:
    """The first connector: HTTP and JSON, as the README describes it.

    call_seconds: the most that one call may take; clock: monotonic seconds, for the budget of one `perform`.
    """

    http: ErpHttp
    call_seconds: float = CALL_SECONDS
    clock: Callable[[], float] = time.monotonic

    def perform(self, efforts: Sequence[_Effort]) -> Sequence[Result]:
        """Sends what has never been sent; of the rest it first asks the ERP whether it has it."""
        ends = self.clock() + BUDGET_SECONDS
        results: dict[str, Result] = {}
        for effort in efforts:
            if effort.attempt > 1:
                self._ask(effort, ends, results)
        self._send([effort for effort in efforts if effort.id not in results], ends, results)
        return [results[effort.id] for effort in efforts]

    def _ask(self, effort: _Effort, ends: float, results: dict[str, Result]) -> None:
        """An earlier attempt may have arrived although its answer was lost. Unknown to the ERP: no result,
        send."""
        try:
            answer = self.http.ask(effort.id, self._left(ends), effort.traceparent)
            if answer.status == 200:
                results[effort.id] = _sent(effort, reference_in(answer.body))
            elif answer.status != 404:
                results[effort.id] = _again(f"asking for it: HTTP {answer.status}", answer, effort.now)
        except (UnreachedError, UnknownOutcomeError, UnreadableAnswerError) as error:
            results[effort.id] = TryAgain(f"asking for it: {error}")

    def _send(self, efforts: list[_Effort], ends: float, results: dict[str, Result]) -> None:
        if not efforts:
            return
        bodies = [entry_json(effort.id, effort.tenant, effort.what.entry) for effort in efforts]
        try:
            answer = self.http.send(bodies, self._left(ends), efforts[0].traceparent)
            if answer.status in (200, 201, 207):
                told = answers_in(answer.body)
                results.update((one.id, _one(one, told.get(one.id))) for one in efforts)
                return
        except UnreachedError as error:
            results.update((one.id, TryAgain(f"the ERP cannot be reached: {error}")) for one in efforts)
            return
        except (UnknownOutcomeError, UnreadableAnswerError) as error:
            results.update((one.id, TryAgain(f"unknown outcome, will ask: {error}")) for one in efforts)
            return
        self._refused(efforts, answer, ends, results)

    def _refused(
        self, efforts: list[_Effort], answer: Answer, ends: float, results: dict[str, Result]
    ) -> None:
        """The call as a whole was turned down. Where the content is to blame, halves find the culprit."""
        why = f"HTTP {answer.status} {error_in(answer.body)}".strip()
        if not _blames_content(answer.status):
            results.update((one.id, _again(why, answer, one.now)) for one in efforts)
        elif len(efforts) == 1:
            results[efforts[0].id] = _given_up(efforts[0], why)
        else:
            middle = len(efforts) // 2
            self._send(efforts[:middle], ends, results)
            self._send(efforts[middle:], ends, results)

    def _left(self, ends: float) -> float:
        """Seconds for the next call. Raises UnreachedError once the budget is spent: nothing was sent."""
        left = ends - self.clock()
        if left < 0.1:
            raise UnreachedError("no time left in this attempt")
        return min(left, self.call_seconds)


def _blames_content(status: int) -> bool:
    """A 4xx that trying again cannot help. A wrong token or address (401, 403, 404, 405), a lack of time
    (408, 425) or of leave (429) say nothing against the entry."""
    return 400 <= status < 500 and status not in (401, 403, 404, 405, 407, 408, 425, 429)


def _one(effort: _Effort, answer: EntryAnswer | None) -> Result:
    if answer is None:
        return TryAgain("unknown outcome, will ask: the answer does not name the entry")
    if answer.status in (200, 201):
        if not answer.reference:
            return TryAgain("unknown outcome, will ask: accepted without a reference")
        return _sent(effort, answer.reference)
    why = f"{answer.status} {answer.error}".strip()
    if _blames_content(answer.status):
        return _given_up(effort, why)
    return TryAgain(why, waiting_time(answer.retry_after, effort.now))


def _again(why: str, answer: Answer, now: datetime) -> TryAgain:
    return TryAgain(why, waiting_time(answer.retry_after, now))


def _sent(effort: _Effort, reference: str) -> Done:
    return Done(send=(NoteSync(entry=effort.id, erp_reference=reference),), note=reference)


def _given_up(effort: _Effort, why: str) -> GivenUp:
    return GivenUp(why, send=exhausted(effort, why))


def exhausted(effort: _Effort, why: str) -> tuple[Message, ...]:
    """What is told of an entry that is not tried any more."""
    return (NoteSync(entry=effort.id, erp_reference="", failure=why or "not accepted"),)


def erp_performers(erp: ErpSettings | None) -> Callable[[Mongo], tuple[Performer[Any], ...]]:
    """The performer of SendEntry, made once the process runs; none where no ERP is configured."""

    def build(_: Mongo) -> tuple[Performer[Any], ...]:
        if erp is None:
            return ()
        connector = ErpConnector(ErpHttp(erp.url, erp.token))
        return (
            Performer(
                SendEntry, connector.perform, exhausted, DELAYS, time_limit=TIME_LIMIT, most=MOST_ENTRIES
            ),
        )

    return build
