"""Who ordered what, and when."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.decision import Moment
from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """deed: such as `retry` or `approve`; subject: id of the order, edit, dry run or mark; service, failure: of the
    message where it is about one; count: of how many it is about."""

    id: str
    tenant: str
    at: datetime
    by: Actor
    deed: str
    subject: str
    service: str = ""
    failure: str = ""
    count: int = 1
    note: str = ""


def audited(
    moment: Moment,
    by: Actor,
    deed: str,
    subject: str,
    *,
    service: str = "",
    failure: str = "",
    count: int = 1,
    note: str = "",
) -> AuditEntry:
    """The entry of the deed that is being decided."""
    return AuditEntry(
        id=moment.id_for("audit"),
        tenant=moment.tenant,
        at=moment.now,
        by=by,
        deed=deed,
        subject=subject,
        service=service,
        failure=failure,
        count=count,
        note=note,
    )
