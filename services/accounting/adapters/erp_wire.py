"""The JSON that travels to and from an ERP. The README documents it for those who write the other side."""

import json
from dataclasses import dataclass
from typing import Any

from services.accounting.domain.chart import ACCOUNTS
from services.accounting.domain.journal_entry import EntryLine, JournalEntry


class UnreadableAnswerError(ValueError):
    """What the ERP answered is not the agreed JSON."""


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What the ERP says of one entry: an HTTP status, its own reference when it has the entry, else why
    not."""

    status: int
    reference: str = ""
    error: str = ""
    retry_after: str = ""


def entry_json(key: str, tenant: str, entry: JournalEntry) -> dict[str, Any]:
    """One entry as it is sent; amounts are decimal strings, dates ISO 8601."""
    return {
        "idempotency_key": key,
        "tenant": tenant,
        "ledger": entry.ledger,
        "journal": entry.journal,
        "number": entry.number,
        "entered_on": entry.entered_on.isoformat(),
        "piece": entry.piece,
        "piece_on": entry.piece_on.isoformat(),
        "label": entry.label,
        "case": entry.case,
        "currency": entry.currency,
        "reverses": entry.reverses or None,
        "lines": [_line_json(line) for line in entry.lines],
    }


def _line_json(line: EntryLine) -> dict[str, Any]:
    return {
        "account": line.account,
        "account_label": ACCOUNTS.get(line.account, ""),
        "party": line.party or None,
        "debit": str(line.debit),
        "credit": str(line.credit),
        "label": line.label,
    }


def answers_in(body: bytes) -> dict[str, EntryAnswer]:
    """The answers to a call, by idempotency key; raises UnreadableAnswerError."""
    results = _object(body).get("results")
    if not isinstance(results, list):
        raise UnreadableAnswerError("no list of results")
    answers = {}
    for result in results:
        key = result.get("idempotency_key") if isinstance(result, dict) else None
        status = result.get("status") if isinstance(result, dict) else None
        if not isinstance(key, str) or type(status) is not int:
            raise UnreadableAnswerError("a result without idempotency_key and status")
        answers[key] = EntryAnswer(
            status, _text(result, "reference"), _text(result, "error"), _text(result, "retry_after")
        )
    return answers


def reference_in(body: bytes) -> str:
    """The ERP's reference of an entry that it was asked for; raises UnreadableAnswerError."""
    reference = _object(body).get("reference")
    if not isinstance(reference, str) or not reference:
        raise UnreadableAnswerError("no reference")
    return reference[:200]


def error_in(body: bytes) -> str:
    """What a refusal says, as far as it can be read; never raises."""
    try:
        return _text(_object(body), "error")
    except UnreadableAnswerError:
        return ""


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableAnswerError("not JSON") from error
    if not isinstance(found, dict):
        raise UnreadableAnswerError("not a JSON object")
    return found


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return str(value)[:500] if isinstance(value, str | int) else ""
