"""Outgoing messages as a commit keeps them until the broker has confirmed them."""

from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.contracts.topology import EXCHANGE
from shared.persistence.store import Commit

OUTBOX_BYTES = 4_000_000
"""Of messages in one document."""


def outbox_documents(commit: Commit) -> list[dict[str, Any]]:
    """One document for the whole commit, or several when they would grow too large for one."""
    documents: list[dict[str, Any]] = []
    size = OUTBOX_BYTES
    for row in commit.outgoing:
        if size + len(row.body) > OUTBOX_BYTES:
            documents.append(
                {"_id": f"{commit.id}.{len(documents)}", "commit": commit.id, "at": commit.now, "rows": []}
            )
            size = 0
        documents[-1]["rows"].append(_row_document(row))
        size += len(row.body) + 200
    return documents


def _row_document(row: OutgoingRow) -> dict[str, Any]:
    document: dict[str, Any] = {"id": row.id, "key": row.routing_key, "body": row.body}
    if row.retry:
        document |= {"exchange": row.exchange, "retry": row.retry}
    return document


def rows_of(document: dict[str, Any]) -> list[OutgoingRow]:
    """What a stored part of a commit still has to send."""
    return [
        OutgoingRow(
            row["id"],
            row["key"],
            row["body"],
            exchange=row.get("exchange", EXCHANGE),
            retry=row.get("retry", 0),
        )
        for row in document["rows"]
    ]
