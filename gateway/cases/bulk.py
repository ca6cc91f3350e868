"""Many cases in one request, and one result for each, in the same order.

Each line (bulk_forms.py says what else a line can be) is a case of its own, with its own result: a bad one hurts no
other. Under which key a line is remembered is its `idempotency_key`, where it has one, or the request's
Idempotency-Key with the number of the line. So a bulk call that broke off is simply sent again: lines that were
stored are answered as the first time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from gateway.accepting import idempotency
from gateway.accepting.acceptance import Outcome
from gateway.accepting.accepted import Accepted
from gateway.accepting.body_hash import BodyHash
from gateway.accepting.handing_over import request_for
from gateway.cases.submission import submission
from gateway.endpoints import Call
from gateway.house import here
from gateway.reading import incoming
from gateway.refusing import problems
from gateway.refusing.problems import Problem
from gateway.schemas.cases import BulkCase
from shared.persistence.documents import StoredDocument

_TOGETHER = 200
"""Cases that are looked at before they are stored: as many as one write of the acceptance holds."""
_CASE = BulkCase()


@dataclass(slots=True)
class _Line:
    """number: from 1; ready: what is to be stored, None when `result` says already why not."""

    number: int
    raw: bytes
    call: Call
    ready: Accepted | None = None
    result: dict[str, Any] | None = None


def handed_over(call: Call, given: Sequence[bytes], key: str | None) -> Iterator[dict[str, Any]]:
    """Store what can be stored; of each, in order: `line`, `status`, and `case` or `problem`."""
    idempotency.request_id(call.caller, "POST", "/v1/cases/bulk", key)
    wanted = [(number, line) for number, line in enumerate(given, start=1) if line.strip()]
    for start in range(0, len(wanted), _TOGETHER):
        yield from _stored(call, wanted[start : start + _TOGETHER], str(key))


def _stored(call: Call, given: Sequence[tuple[int, bytes]], key: str) -> Iterator[dict[str, Any]]:
    read = [_read(call, number, line, key) for number, line in given]
    known = _documents(call, read)
    for line in read:
        if line.result is None:
            _prepare(line, known)
    ready = [(line, line.ready) for line in read if line.ready is not None]
    outcomes = here().accept([request for _, request in ready]) if ready else []
    for (line, request), outcome in zip(ready, outcomes, strict=True):
        line.result = _told(line.number, outcome, request)
    return (line.result for line in read if line.result is not None)


def _read(call: Call, number: int, raw: bytes, key: str) -> _Line:
    sealer, caller = here().sealer, call.caller
    line = _Line(number, raw, call)
    prefix = f"{caller.tenant}|{caller.client}|POST /v1/cases/bulk"
    try:
        if len(raw) > here().settings.most_body_bytes:
            raise Problem(413, "too_large", "The body is larger than this address accepts.")
        body = incoming.body(raw, _CASE)
        own = body.pop("idempotency_key", None)
        # No other request can have these ids: their addresses are none.
        id = f"{prefix}#line|{own}" if own else f"{prefix}|{key}|{number}"
        line.call = replace(call, body=body, request_id=id, body_hash=BodyHash.of(sealer, raw.strip()))
    except Problem as problem:
        line.result = _refused(number, problem)
    return line


def _documents(call: Call, read: Sequence[_Line]) -> Mapping[str, StoredDocument]:
    """One question for the documents of all lines."""
    ids = {
        document["id"]
        for line in read
        if line.result is None
        for document in line.call.body.get("documents", ())
    }
    return here().documents.describe(call.caller.tenant, ids) if ids else {}


def _prepare(line: _Line, known: Mapping[str, StoredDocument]) -> None:
    try:
        line.ready = request_for(line.call, **submission(line.call, known))
    except Problem as problem:
        # What was possible once may not be possible again: a retry gets the answer of its first time.
        earlier = here().acceptance.stored_answer(line.call.request_id, line.call.body_hash)
        line.result = _refused(line.number, problem) if earlier is None else _told(line.number, earlier, None)


def _told(number: int, outcome: Outcome, request: Accepted | None) -> dict[str, Any]:
    if outcome.what == "stored" and request is not None:
        return {"line": number, "status": 202, "case": orjson.loads(request.answer.body)}
    if outcome.what == "replayed" and outcome.answer is not None:
        body = orjson.loads(outcome.answer.body)
        return {"line": number, "status": outcome.answer.status, "case": body, "replayed": True}
    return _refused(number, idempotency.refusal(outcome))


def _refused(number: int, problem: Problem) -> dict[str, Any]:
    return {"line": number, "status": problem.status, "problem": problems.shown(problem)}
