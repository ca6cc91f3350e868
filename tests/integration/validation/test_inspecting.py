from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener

from services.validation.adapters.inspecting import Inspecting, not_inspected
from services.validation.adapters.inspector_pool import InspectorPool
from services.validation.adapters.inspector_process import Limits
from services.validation.adapters.party_data import PartyData
from services.validation.domain.inspect_case import InspectCase
from shared.contracts.documents import NoteInspection
from shared.contracts.errors import UnavailableError
from shared.contracts.values import DocumentRef, PartyRef
from shared.persistence.document_contents import CHUNKS
from shared.persistence.documents import DocumentStore
from shared.runtime.performing import Done, Effort, Result
from shared.security.sealing import Sealer
from shared.security.vault import Vault
from tests.unit.validation.files import a_pdf, an_image

Mongo = MongoClient[dict[str, Any]]
NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
CHECKS = ("bank_details", "company_numbers", "vat_numbers", "identity")


@pytest.fixture(scope="module")
def pool() -> Iterator[InspectorPool]:
    pool = InspectorPool(1, Limits())
    yield pool
    pool.close()


@pytest.fixture
def vault(mongo: Mongo, database_name: str) -> Vault:
    return Vault(mongo[database_name], Sealer(bytes(32)))


@pytest.fixture
def inspecting(store: DocumentStore, vault: Vault, pool: InspectorPool) -> Inspecting:
    return Inspecting(store, PartyData(vault), pool, ZoneInfo("Europe/Paris"))


def put(store: DocumentStore, data: bytes, declared: str = "application/pdf", tenant: str = "acme") -> str:
    source = BytesIO(data)
    return store.put(source, tenant=tenant, client="shop", declared_type=declared, most_bytes=10**7).id


def an_effort(case: str, *documents: str, tenant: str = "acme", **changes: Any) -> Effort[InspectCase]:
    what: dict[str, Any] = {"case": case, "step": "check", "round": 1, "parties": (), "checks": CHECKS}
    refs = tuple(DocumentRef(document=id, kind="invoice") for id in documents)
    return Effort(
        id=f"inspect/{case}/check/1",
        what=InspectCase(**{**what, "documents": refs, **changes}),
        tenant=tenant,
        subject=case,
        destination=f"inspection of {tenant}",
        attempt=1,
        now=NOW,
    )


def note(result: Result) -> NoteInspection:
    assert isinstance(result, Done)
    (message,) = result.send
    assert isinstance(message, NoteInspection)
    return message


def test_a_document_that_another_case_has_taken_is_missing(
    inspecting: Inspecting, store: DocumentStore
) -> None:
    document = put(store, a_pdf())
    store.attach("acme", [document], "case_1")

    taken, mine = inspecting.perform([an_effort("case_2", document), an_effort("case_1", document)])

    assert [(one.rule, one.where) for one in note(taken).findings] == [
        ("file.missing", f"document:{document}")
    ]
    assert note(taken).sha256 == {}
    assert note(mine).findings == ()


def test_many_cases_are_inspected_in_one_call(inspecting: Inspecting, store: DocumentStore) -> None:
    pdf, image = put(store, a_pdf()), put(store, an_image(), "application/pdf")
    whole = a_pdf(pages=2)
    truncated = put(store, whole[: len(whole) // 2])

    results = inspecting.perform(
        [an_effort("case_1", pdf), an_effort("case_2", image, truncated), an_effort("case_3")]
    )

    first, second, third = (note(result) for result in results)
    assert (first.case, first.findings) == ("case_1", ())
    assert [(f.rule, f.where) for f in second.findings] == [
        ("file.type_mismatch", f"document:{image}"),
        ("pdf.truncated", f"document:{truncated}"),
    ]
    assert set(second.sha256) == {image, truncated}
    assert (third.findings, third.sha256) == ((), {})


def test_another_tenants_document_and_damaged_content_are_missing(
    inspecting: Inspecting, store: DocumentStore, mongo: Mongo, database_name: str
) -> None:
    theirs, damaged = put(store, a_pdf(), tenant="other"), put(store, a_pdf(pages=3))
    content = store.describe("acme", [damaged])[damaged].content
    mongo[database_name][CHUNKS].update_one({"files_id": content}, {"$set": {"data": a_pdf(pages=2)}})

    (result,) = inspecting.perform([an_effort("case_1", theirs, damaged)])

    assert [(f.rule, f.where) for f in note(result).findings] == [
        ("file.missing", f"document:{theirs}"),
        ("file.missing", f"document:{damaged}"),
    ]


def test_what_parties_hold_is_checked_and_an_erased_one_is_said(inspecting: Inspecting, vault: Vault) -> None:
    data = {"role": "buyer", "name": "Ada"}
    vault.put_many(
        [
            ("acme", "case_1", "pty_1", {**data, "bank_account": {"iban": "FR7630006000011234567890188"}}),
            ("acme", "case_1", "pty_2", {**data, "identity": {"expires_on": "2026-03-01"}}),
            ("acme", "case_1", "pty_3", {**data, "siren": "732829320"}),
            ("other", "case_2", "pty_4", {**data, "siren": "732829320"}),
        ]
    )
    vault.erase("acme", "pty_3", NOW)
    holds = {"pty_1": ("iban",), "pty_2": ("identity",), "pty_3": ("siren",), "pty_4": ("siren",)}
    parties = tuple(PartyRef(ref=ref, role="buyer", holds=held) for ref, held in holds.items())

    (result,) = inspecting.perform([an_effort("case_1", parties=parties)])

    # 23:30 UTC on 1 March is 2 March in Paris: the identity document has expired.
    assert [(f.rule, f.where) for f in note(result).findings] == [
        ("bank.iban_invalid", "/parties/0/bank_account/iban"),
        ("identity.expired", "/parties/1/identity/expires_on"),
        ("party.erased", "/parties/2"),
        ("party.erased", "/parties/3"),
    ]
    assert "FR76" not in str(result)


def test_sixteen_cases_are_read_with_a_handful_of_queries(
    inspecting: Inspecting, store: DocumentStore, mongodb_url: str, vault: Vault, database_name: str
) -> None:
    ids = [put(store, a_pdf() + b"%" * n) for n in range(16)]
    efforts = [an_effort(f"case_{n}", id) for n, id in enumerate(ids)]
    counting = Counting()
    with MongoClient[dict[str, Any]](mongodb_url, event_listeners=[counting]) as client:
        counted = Inspecting(
            DocumentStore(client, database=database_name),
            PartyData(Vault(client[database_name], Sealer(bytes(32)))),
            inspecting.pool,
            inspecting.time_zone,
        )

        results = counted.perform(efforts)

    assert [note(result).findings for result in results] == [()] * 16
    assert counting.queries == 2


class Counting(CommandListener):
    """Counts reads."""

    def __init__(self) -> None:
        self.queries = 0

    def started(self, event: Any) -> None:
        self.queries += event.command_name in ("find", "aggregate", "getMore")

    def succeeded(self, event: Any) -> None: ...

    def failed(self, event: Any) -> None: ...


def test_while_the_database_is_away_nothing_is_concluded(pool: InspectorPool) -> None:
    nobody = MongoClient[dict[str, Any]]("mongodb://127.0.0.1:1/", serverSelectionTimeoutMS=50)
    with nobody:
        vault = Vault(nobody["vault"], Sealer(bytes(32)))
        inspecting = Inspecting(DocumentStore(nobody), PartyData(vault), pool, ZoneInfo("Europe/Paris"))

        with pytest.raises(UnavailableError):
            inspecting.perform([an_effort("case_1", "doc_1")])


def test_an_inspection_that_never_worked_is_told() -> None:
    (message,) = not_inspected(an_effort("case_1"), "the database was away")

    assert isinstance(message, NoteInspection)
    assert [(f.rule, f.severity) for f in message.findings] == [("file.not_inspected", "error")]
