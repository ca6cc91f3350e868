"""What would happen if a failed message were handled now: decided by its own service, on current code and data.

The decision is made as it would be, and what it wants kept is written in a transaction that is aborted, so that what
the database would refuse is seen, too. The difference goes to operations as a message.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from shared.contracts.codec import Decoded, decode
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Row, on
from shared.contracts.errors import UnavailableError
from shared.contracts.failures import Difference, DryRunDone, DryRunOrdered, WouldSend
from shared.contracts.message import LANES, Message
from shared.persistence.clock_port import ON_TIME, Clocks
from shared.persistence.failed import Failed
from shared.persistence.mapping import to_plain
from shared.persistence.store import Commit, Store
from shared.runtime.batch import Outcome, Received, Trouble, trouble_of
from shared.runtime.batch_attempt import BatchAttempt
from shared.runtime.delivery import lane_of

_MOST_BYTES = 300_000
_MOST_SHOWN = 8_000
"""Characters of one entity, message or effect."""


class DryRun:
    """Of one service, over its own table."""

    def __init__(
        self, service: str, rows: Mapping[type[Message], Row[Any]], store: Store, clocks: Clocks
    ) -> None:
        self._service = service
        self._rows = dict(rows)
        self._store = store
        self._clocks = clocks

    def row(self) -> Row[Any]:
        """What the runtime adds to the service's table."""
        return on(DryRunOrdered, self.decide, needs=self.needed)

    def needed(self, message: DryRunOrdered, _moment: Moment) -> Iterable[Key[Failed]]:
        return [Key(Failed, message.failure)] if message.service == self._service else ()

    def decide(self, message: DryRunOrdered, known: Known, moment: Moment) -> Decision:
        """Raises UnavailableError while the database is away; any other trouble is what there is to tell."""
        if message.service != self._service:
            return NOTHING
        failed = known.get(Failed, message.failure)
        if failed is None:
            told = DryRunDone(dry_run=message.dry_run, outcome="nothing", reason="it is not kept any more")
        else:
            body = message.body.encode() or failed.repaired or failed.body
            told = self._tried(message.dry_run, failed, body, moment)
        return Decision(send=(told,))

    def _tried(self, dry_run: str, failed: Failed, body: bytes, moment: Moment) -> DryRunDone:
        try:
            decoded = decode(body)
            if self._store.handled([decoded.envelope.id]):
                return DryRunDone(dry_run=dry_run, outcome="nothing", reason="it was handled after all")
            trouble, commit = self._attempted(decoded, failed, moment)
            if trouble is None:
                self._store.try_out(commit)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the dry run is to find out
            trouble, commit = trouble_of(error), Commit(id="", now=moment.now)
        if trouble is not None:
            return DryRunDone(
                dry_run=dry_run,
                outcome="waits" if trouble.transient else "fails",
                error=trouble.error,
                reason=trouble.reason[:1000],
                place=trouble.place,
            )
        return _told(dry_run, commit)

    def _attempted(self, decoded: Decoded, failed: Failed, moment: Moment) -> tuple[Trouble | None, Commit]:
        ahead = self._clocks.ahead_of([moment.tenant, decoded.envelope.tenant])
        now = moment.now - ahead.get(moment.tenant, ON_TIME)
        attempt = BatchAttempt(self._service, self._rows, self._store, now, ahead)
        lane = lane_of(failed.queue) or LANES[-1]
        attempt.decide([Received(decoded, lane, 0)])
        outcome = Outcome()
        attempt.report(outcome)
        troubles = [trouble for _, trouble in (*outcome.delayed, *outcome.failed)]
        return (troubles[0] if troubles else None), attempt.commit


def _told(dry_run: str, commit: Commit) -> DryRunDone:
    changes = [_changed(commit, entity) for entity, _ in commit.saves]
    records = [
        Difference(collection=type(record).__name__, id=record.id, before="", after=_json(to_plain(record)))
        for record in commit.adds
    ]
    messages = [_would_send(row.body) for row in commit.outgoing]
    effects = [
        WouldSend(type=f"{effect.kind} {effect.destination}", content=_json(to_plain(effect.what)))
        for effect in commit.effects
    ]
    answer = "".join(_json(to_plain(answer)) for answer in commit.answers.values())
    whole = DryRunDone(
        dry_run=dry_run,
        outcome="handled" if changes or records or messages or effects else "nothing",
        changes=tuple(changes),
        records=tuple(records),
        messages=tuple(messages),
        effects=tuple(effects),
        answer=answer,
    )
    return _cut(whole)


def _changed(commit: Commit, entity: Any) -> Difference:
    """The fields that differ; all of them where it is new."""
    before = commit.before.get((type(entity), entity.id))
    was = to_plain(before) if before is not None else {}
    differing = {name: value for name, value in to_plain(entity).items() if was.get(name, _ABSENT) != value}
    return Difference(
        collection=type(entity).__name__,
        id=entity.id,
        before=_json({name: was[name] for name in differing if name in was}) if was else "",
        after=_json(differing),
    )


_ABSENT = object()


def _would_send(body: bytes) -> WouldSend:
    content = json.loads(body)
    return WouldSend(type=content["type"], content=_short(json.dumps(content["data"], ensure_ascii=False)))


def _json(plain: Any) -> str:
    return _short(msgspec.json.encode(plain, order="sorted").decode())


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."


def _cut(whole: DryRunDone) -> DryRunDone:
    """What fits into one message: the first of each kind."""
    left, cut, kept = _MOST_BYTES, 0, {}
    for name in ("changes", "records", "messages", "effects"):
        shown = []
        for item in getattr(whole, name):
            size = len(_whole(item))
            if size <= left:
                left -= size
                shown.append(item)
            else:
                cut += 1
        kept[name] = tuple(shown)
    return replace(whole, **kept, cut=cut)  # type: ignore[arg-type]


def _whole(item: Difference | WouldSend) -> str:
    return item.before + item.after if isinstance(item, Difference) else item.type + item.content
