"""Orders with defaults, for tests of operations."""

import json
from typing import Any

from services.operations.service import room
from shared.contracts.codec import outgoing
from shared.contracts.failures import DecideEdit, EditFailure, FailureRef, RetryFailures
from shared.contracts.stock import ReleaseStock
from shared.contracts.values import Actor
from tests.support.deciding import START, Deciding

ADA = Actor(kind="agent", id="ada")
GRACE = Actor(kind="agent", id="grace")


def a_bench() -> Deciding:
    return Deciding(room({}))


def refs(count: int, service: str = "logistics") -> tuple[FailureRef, ...]:
    return tuple(FailureRef(service=service, failure=f"{service}{n}") for n in range(count))


def a_retry(*failures: FailureRef, order: str = "ret_1") -> RetryFailures:
    return RetryFailures(order=order, failures=failures or refs(1), actor=ADA)


def a_release(tenant: str = "acme") -> dict[str, Any]:
    """A whole message, as somebody edits it."""
    row = outgoing(
        ReleaseStock(case="case_1", step="reserve", warehouse="lyon"),
        source="intake",
        tenant=tenant,
        lane="normal",
        now=START,
        id="msg_1",
    )
    message: dict[str, Any] = json.loads(row.body)
    return message


def an_edit(message: dict[str, Any] | str, original: dict[str, Any] | str | None = None) -> EditFailure:
    written = [
        one if isinstance(one, str) else json.dumps(one)
        for one in (message, a_release() if original is None else original)
    ]
    return EditFailure(
        edit="edt_1",
        service="logistics",
        failure="msg_1",
        original=written[1],
        body=written[0],
        reason="renamed",
        actor=ADA,
    )


def a_decision(actor: Actor = GRACE, *, approved: bool = True) -> DecideEdit:
    return DecideEdit(edit="edt_1", approved=approved, actor=actor)
