"""Cases that were accepted but that intake has not seen yet: they can be read all the same."""

from typing import Any

import orjson
from pymongo.database import Database

from gateway.accepting.acceptance import ANSWER_PURPOSE
from gateway.accepting.accepted import COLLECTION
from shared.security.sealing import Sealer


def received_case(
    database: Database[dict[str, Any]], sealer: Sealer, tenant: str, case: str
) -> dict[str, Any] | None:
    """The case as its 202 answer showed it; None when no such case of this tenant was accepted of late."""
    document = database[COLLECTION].find_one({"case": case}, {"tenant": 1, "answer": 1})
    if document is None or document["tenant"] != tenant:
        return None
    shown: dict[str, Any] = orjson.loads(
        sealer.unseal_bytes(bytes(document["answer"]["body"]), ANSWER_PURPOSE)
    )
    return shown


def was_received(database: Database[dict[str, Any]], tenant: str, case: str) -> bool:
    """Whether such a case of this tenant was accepted of late."""
    document = database[COLLECTION].find_one({"case": case}, {"tenant": 1})
    return document is not None and document["tenant"] == tenant
