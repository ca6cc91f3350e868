"""What would happen if a failed message were handled now: asked for, and told by its service."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.operations.domain.audit_entry import audited
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, done
from shared.contracts.failures import DryRunDone, DryRunOrdered, TryFailure
from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """result: None until the service has answered; edit: whose body was tried, empty for the message's own."""

    id: str
    tenant: str
    service: str
    failure: str
    edit: str
    by: Actor
    asked_at: datetime
    done_at: datetime | None = None
    result: DryRunDone | None = None


def needed(message: TryFailure | DryRunDone, _moment: Moment) -> Iterable[Key[DryRun]]:
    return [Key(DryRun, message.dry_run)]


def ask(message: TryFailure, known: Known, moment: Moment) -> Decision:
    if known.get(DryRun, message.dry_run) is not None:
        return NOTHING
    asked = DryRun(
        id=message.dry_run,
        tenant=moment.tenant,
        service=message.service,
        failure=message.failure,
        edit=message.edit,
        by=message.actor,
        asked_at=moment.now,
    )
    order = DryRunOrdered(dry_run=asked.id, service=asked.service, failure=asked.failure, body=message.body)
    entry = audited(moment, message.actor, "dry_run", asked.id, service=asked.service, failure=asked.failure)
    return Decision(save=(asked,), add=(entry,), send=(order,), answer=done(dry_run=asked.id))


def told(message: DryRunDone, known: Known, moment: Moment) -> Decision:
    asked = known.get(DryRun, message.dry_run)
    if asked is None or asked.result is not None:
        return NOTHING
    return Decision(save=(replace(asked, result=message, done_at=moment.now),))
