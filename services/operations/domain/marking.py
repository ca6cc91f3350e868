"""Failed messages put out of sight, brought back, or noted about: by the services that keep them."""

from services.operations.domain.audit_entry import audited
from services.operations.domain.retry_order import parts_of
from shared.contracts.decision import Decision, Known, Moment
from shared.contracts.failures import MarkFailures, MarkOrdered


def mark(message: MarkFailures, _known: Known, moment: Moment) -> Decision:
    orders = tuple(
        MarkOrdered(
            mark=message.mark,
            service=service,
            failures=failures,
            deed=message.deed,
            note=message.note,
            actor=message.actor,
        )
        for service, failures in parts_of(message.failures)
    )
    only = message.failures[0] if len(message.failures) == 1 else None
    entry = audited(
        moment,
        message.actor,
        message.deed,
        message.mark,
        service=only.service if only else "",
        failure=only.failure if only else "",
        count=len(message.failures),
        note=message.note,
    )
    return Decision(add=(entry,), send=orders)
