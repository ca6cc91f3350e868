import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from gridfs import GridFSBucket
from pymongo import MongoClient

from shared.contracts.errors import UnavailableError
from shared.persistence.document_contents import CHUNK, CHUNKS, FILES
from shared.persistence.documents import (
    DocumentStore,
    EmptyFileError,
    StoredDocument,
    TooLargeError,
    UnknownDocumentError,
)
from tests.integration.validation.clock import Clock

Mongo = MongoClient[dict[str, Any]]
DAY = timedelta(days=1)


def put(
    store: DocumentStore, data: bytes, tenant: str = "acme", most_bytes: int = 10_000_000
) -> StoredDocument:
    return store.put(
        BytesIO(data), tenant=tenant, client="shop", declared_type="application/pdf", most_bytes=most_bytes
    )


def count(mongo: Mongo, database: str, collection: str) -> int:
    return mongo[database][collection].count_documents({})


@pytest.mark.parametrize("size", [1, 1000, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_what_was_put_is_read_back(store: DocumentStore, size: int) -> None:
    data = os.urandom(size)

    document = put(store, data)

    assert document.sha256 == sha256(data).hexdigest()
    assert document.size == size
    assert store.open("acme", document.id).read() == data
    assert store.describe("acme", [document.id]) == {document.id: document}
    assert list(store.contents([document], 1_000_000)) == [(document, data)]


def test_any_gridfs_reader_can_read_a_document(
    store: DocumentStore, mongo: Mongo, database_name: str
) -> None:
    data = os.urandom(2 * CHUNK)

    document = put(store, data)

    bucket = GridFSBucket(mongo[database_name], "contents")
    assert bucket.open_download_stream(document.content).read() == data


def test_a_range_can_be_read(store: DocumentStore) -> None:
    data = os.urandom(2 * CHUNK + 5)
    document = put(store, data)

    reader = store.open("acme", document.id)
    reader.seek(CHUNK - 10)

    assert reader.read(20) == data[CHUNK - 10 : CHUNK + 10]


def test_an_empty_file_is_refused(store: DocumentStore) -> None:
    with pytest.raises(EmptyFileError):
        put(store, b"")


@pytest.mark.parametrize("size", [101, 3 * CHUNK])
def test_a_file_that_is_too_large_leaves_nothing(
    store: DocumentStore, mongo: Mongo, database_name: str, size: int
) -> None:
    with pytest.raises(TooLargeError):
        put(store, os.urandom(size), most_bytes=size - 1)

    assert [count(mongo, database_name, name) for name in ("documents", FILES, CHUNKS)] == [0, 0, 0]


def test_an_upload_that_breaks_off_leaves_nothing(
    store: DocumentStore, mongo: Mongo, database_name: str
) -> None:
    class Breaking(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 2 * CHUNK:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        store.put(
            Breaking(os.urandom(5 * CHUNK)), tenant="acme", client="shop", declared_type="", most_bytes=10**7
        )

    assert count(mongo, database_name, CHUNKS) == 0


@pytest.mark.parametrize("size", [1000, 3 * CHUNK])
def test_the_same_content_is_stored_once_under_two_ids(
    store: DocumentStore, mongo: Mongo, database_name: str, size: int
) -> None:
    data = os.urandom(size)

    first, second = put(store, data), put(store, data)

    assert first.id != second.id
    assert first.content == second.content
    assert count(mongo, database_name, FILES) == 1
    assert count(mongo, database_name, CHUNKS) == -(-size // CHUNK)


@pytest.mark.parametrize("size", [1000, 3 * CHUNK])
def test_many_uploads_of_one_content_at_once_store_it_once(
    store: DocumentStore, mongo: Mongo, database_name: str, size: int
) -> None:
    data = os.urandom(size)

    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(lambda _: put(store, data), range(24)))

    assert len({document.id for document in documents}) == 24
    assert {document.content for document in documents} == {documents[0].content}
    assert count(mongo, database_name, CHUNKS) == -(-size // CHUNK)
    assert all(store.open("acme", document.id).read() == data for document in documents)


def test_two_tenants_never_share_a_content(store: DocumentStore) -> None:
    data = os.urandom(1000)

    mine, theirs = put(store, data), put(store, data, tenant="other")

    assert mine.content != theirs.content


def test_another_tenants_document_is_the_same_as_none(store: DocumentStore) -> None:
    document = put(store, b"theirs", tenant="other")

    with pytest.raises(UnknownDocumentError) as foreign:
        store.open("acme", document.id)
    with pytest.raises(UnknownDocumentError) as absent:
        store.open("acme", "doc_" + "0" * 32)

    assert str(foreign.value) == str(absent.value)
    assert store.describe("acme", [document.id]) == {}
    assert store.attach("acme", [document.id], "case_1") == (document.id,)


def test_attaching_is_all_or_none_and_repeatable(store: DocumentStore) -> None:
    first, second = put(store, b"first"), put(store, b"second")

    assert store.attach("acme", [first.id, "doc_unknown"], "case_1") == ("doc_unknown",)
    assert store.describe("acme", [first.id])[first.id].case is None
    assert store.attach("acme", [first.id, second.id], "case_1") == ()
    assert store.attach("acme", [first.id], "case_1") == ()
    assert store.attach("acme", [second.id], "case_2") == (second.id,)
    assert store.attach("acme", [], "case_2") == ()


def test_of_two_cases_that_want_one_document_one_gets_it(store: DocumentStore) -> None:
    documents = [put(store, os.urandom(50)).id for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        refused = list(pool.map(lambda n: store.attach("acme", documents, f"case_{n}"), range(6)))

    owners = {document.case for document in store.describe("acme", documents).values()}
    winners = {f"case_{n}" for n, missing in enumerate(refused) if not missing}
    assert len(winners) <= 1
    assert owners == winners or (not winners and None in owners)


def test_only_uploads_that_no_case_took_in_time_are_swept(
    store: DocumentStore, mongo: Mongo, database_name: str, clock: Clock
) -> None:
    kept, stale = put(store, b"kept" * 100), put(store, os.urandom(2 * CHUNK))
    store.attach("acme", [kept.id], "case_1")
    clock.move(DAY * 1.5)
    fresh = put(store, b"fresh")

    first = store.sweep_orphans(DAY, clock.now)
    clock.move(DAY * 1.1)
    store.attach("acme", [fresh.id], "case_1")
    second = store.sweep_orphans(DAY, clock.now)

    assert (first.documents, first.contents) == (1, 0)
    assert (second.documents, second.contents) == (0, 1)
    assert set(store.describe("acme", [kept.id, stale.id, fresh.id])) == {kept.id, fresh.id}
    assert store.open("acme", kept.id).read() == b"kept" * 100
    assert count(mongo, database_name, CHUNKS) == 2


def test_a_content_that_another_document_needs_survives_the_sweep(store: DocumentStore, clock: Clock) -> None:
    data = os.urandom(5000)
    put(store, data)
    taken = put(store, data)
    store.attach("acme", [taken.id], "case_1")

    for _ in range(3):
        clock.move(DAY * 2)
        store.sweep_orphans(DAY, clock.now)

    assert store.open("acme", taken.id).read() == data


def test_a_swept_content_can_be_uploaded_again(store: DocumentStore, clock: Clock) -> None:
    data = os.urandom(5000)
    put(store, data)
    for _ in range(2):
        clock.move(DAY * 2)
        store.sweep_orphans(DAY, clock.now)

    again = put(store, data)

    assert store.open("acme", again.id).read() == data


def test_chunks_of_an_upload_that_died_are_swept(
    store: DocumentStore, mongo: Mongo, database_name: str, clock: Clock
) -> None:
    alive = put(store, os.urandom(1000))
    store.attach("acme", [alive.id], "case_1")
    dead = put(store, os.urandom(2 * CHUNK))
    mongo[database_name][FILES].delete_one({"_id": dead.content})
    mongo[database_name]["documents"].delete_one({"_id": dead.id})

    early = store.sweep_orphans(DAY, clock.now)
    late = store.sweep_orphans(DAY, clock.now + 2 * DAY)

    assert (early.broken_off, late.broken_off) == (0, 1)
    assert count(mongo, database_name, CHUNKS) == 1


def test_an_upload_never_loses_its_content_to_a_sweep_at_the_same_time(
    store: DocumentStore, clock: Clock
) -> None:
    data = os.urandom(3000)
    with ThreadPoolExecutor(3) as pool:
        for _ in range(20):
            put(store, data)
            clock.move(2 * DAY)
            store.sweep_orphans(DAY, clock.now)
            clock.move(2 * DAY)

            sweeps = [pool.submit(store.sweep_orphans, DAY, clock.now) for _ in range(2)]
            document = pool.submit(put, store, data).result()
            assert all(sweep.result() for sweep in sweeps)

            assert store.open("acme", document.id).read() == data


def test_an_impatient_sweep_is_refused(store: DocumentStore, clock: Clock) -> None:
    with pytest.raises(ValueError, match="ten minutes"):
        store.sweep_orphans(timedelta(minutes=1), clock.now)


def test_damaged_content_is_none_and_its_neighbours_are_read(
    store: DocumentStore, mongo: Mongo, database_name: str
) -> None:
    damaged, whole = put(store, os.urandom(2 * CHUNK)), put(store, b"whole")
    mongo[database_name][CHUNKS].delete_one({"files_id": damaged.content, "n": 1})

    assert list(store.contents([damaged, whole], 10**7)) == [(damaged, None), (whole, b"whole")]


def test_a_batch_of_small_documents_is_read_in_order(store: DocumentStore) -> None:
    documents = [put(store, bytes([n]) * (1000 * n + 1)) for n in range(12)]

    assert [data for _, data in store.contents(documents, 20_000)] == [
        bytes([n]) * (1000 * n + 1) for n in range(12)
    ]


def test_the_sweep_and_the_look_for_twins_use_indexes(
    store: DocumentStore, mongo: Mongo, database_name: str, clock: Clock
) -> None:
    put(store, b"one")
    database = mongo[database_name]

    plans = [
        database["documents"].find({"case": None, "received_at": {"$lt": clock.now}}).explain(),
        database[FILES].find({"metadata.tenant": "acme", "metadata.sha256": "00"}).explain(),
        database[FILES].find({"metadata.doubt_at": {"$lt": clock.now}}).explain(),
    ]

    assert all("IXSCAN" in str(plan["queryPlanner"]["winningPlan"]) for plan in plans)


def test_an_absent_database_is_said_in_one_error() -> None:
    nobody = MongoClient[dict[str, Any]]("mongodb://127.0.0.1:1/", serverSelectionTimeoutMS=50)

    with nobody, pytest.raises(UnavailableError):
        put(DocumentStore(nobody), b"data")
