import threading
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pymongo import MongoClient

from services.validation.adapters.inspecting import Inspecting
from services.validation.adapters.inspector_pool import InspectorPool
from services.validation.adapters.inspector_process import Limits
from services.validation.adapters.party_data import PartyData
from services.validation.collections import COLLECTIONS
from services.validation.queries.findings import findings
from services.validation.service import TABLE
from shared.contracts.codec import OutgoingRow, decode, outgoing
from shared.contracts.documents import CheckDocuments, DocumentsChecked
from shared.contracts.message import Message
from shared.contracts.values import DocumentRef, PartyRef
from shared.persistence.documents import DocumentStore
from shared.persistence.effect_store import EffectStore
from shared.persistence.mongo import apply_indexes
from shared.persistence.mongo_store import RUNTIME_INDEXES, MongoStore
from shared.runtime.batch import Received
from shared.runtime.clock import system_clock
from shared.runtime.deciding import Decider
from shared.runtime.effects import EffectWorker
from shared.security.sealing import Sealer
from shared.security.vault import Vault
from tests.unit.validation.files import a_pdf

Mongo = MongoClient[dict[str, Any]]


class Service:
    """Validation's decisions and its inspections on one database, without a broker between them."""

    def __init__(self, mongo: Mongo, database: str, documents: DocumentStore) -> None:
        for collection, index in RUNTIME_INDEXES:
            apply_indexes(mongo[database][collection], (index,))
        for kept in COLLECTIONS:
            apply_indexes(mongo[database][kept.name], kept.indexes)
        self.vault = Vault(mongo[database], Sealer(bytes(32)))
        self._decider = Decider("validation", TABLE, MongoStore(mongo, database, COLLECTIONS), lambda _: None)
        self._pool = InspectorPool(1, Limits())
        self._inspected = threading.Event()
        self._notes: list[OutgoingRow] = []
        inspecting = Inspecting(documents, PartyData(self.vault), self._pool, ZoneInfo("Europe/Paris"))
        self._worker = EffectWorker(
            "validation",
            (inspecting.performer(at_once=1),),
            EffectStore(mongo, database),
            self._published,
            threading.Event(),
            system_clock,
        )

    def _published(self, rows: dict[str, list[OutgoingRow]]) -> None:
        self._notes = [row for several in rows.values() for row in several]
        self._inspected.set()

    def decide(self, row: OutgoingRow) -> list[Message]:
        outcome = self._decider.handle([Received(decode(row.body), "normal", 1)], system_clock())
        assert not outcome.failed
        assert not outcome.delayed
        return [decode(row.body).message for rows in outcome.sent.values() for row in rows]

    def inspect(self) -> OutgoingRow:
        self._worker.start()
        assert self._inspected.wait(30)
        self._worker.stop()
        self._pool.close()
        (note,) = self._notes
        return note


@pytest.fixture
def service(mongo: Mongo, database_name: str, store: DocumentStore) -> Service:
    return Service(mongo, database_name, store)


def test_a_case_is_checked_from_command_to_answer(
    service: Service, store: DocumentStore, mongo: Mongo, database_name: str
) -> None:
    whole = a_pdf(pages=2)
    bad = BytesIO(whole[: len(whole) // 2])
    document = store.put(bad, tenant="acme", client="shop", declared_type="application/pdf", most_bytes=10**6)
    service.vault.put_many(
        [("acme", "case_1", "pty_1", {"role": "buyer", "name": "Ada", "siren": "732829321"})]
    )
    command = CheckDocuments(
        case="case_1",
        step="check",
        round=1,
        checks=("company_numbers", "unique_content"),
        documents=(DocumentRef(document=document.id, kind="invoice"),),
        parties=(PartyRef(ref="pty_1", role="buyer", holds=("siren",)),),
    )

    asked = service.decide(
        outgoing(command, source="intake", tenant="acme", lane="normal", now=system_clock(), id="0" * 32)
    )
    (answer,) = service.decide(service.inspect())

    assert asked == []
    assert isinstance(answer, DocumentsChecked)
    assert not answer.accepted
    assert [finding.rule for finding in answer.findings] == ["pdf.truncated", "company.siren_invalid"]
    told = findings(mongo[database_name], "acme", "case_1")
    assert [finding["rule"] for finding in told] == ["pdf.truncated", "company.siren_invalid"]
