"""A story told with the generated Python client. Prints what it saw as JSON."""

import json
import os
import sys
import time
from pathlib import Path

from coulisse_client import AuthenticatedClient
from coulisse_client.api.cases import list_cases, read_case, read_timeline, submit_case, submit_cases
from coulisse_client.api.documents import upload_document
from coulisse_client.api.events import list_events
from coulisse_client.models import (
    BulkCase,
    BulkCases,
    BulkResults,
    Case,
    CaseStatus,
    Document,
    EventType,
    NewCase,
    NewLine,
    Party,
    PartyRole,
    Problem,
    ReceivedCase,
    UploadDocumentFilesBody,
)
from coulisse_client.types import File
from httpx import Timeout

client = AuthenticatedClient(
    base_url=os.environ["COULISSE_URL"], token=os.environ["COULISSE_API_KEY"], timeout=Timeout(60)
)
with Path(sys.argv[1]).open("rb") as file:
    body = UploadDocumentFilesBody(
        file=File(payload=file, file_name="order.pdf", mime_type="application/pdf")
    )
    document = upload_document.sync(client=client, body=body)
assert isinstance(document, Document)

chair = NewLine(article="CH-100", label="Chair", quantity=2, unit_price="50.00", vat_rate="20")
buyer = Party(role=PartyRole.BUYER, name="A. Martin", email="a.martin@example.org")
order = NewCase(type_="sales_order_bare", reference="PY-1", customer="C-1", parties=[buyer], lines=[chair])
received = submit_case.sync(client=client, idempotency_key="py-1", body=order)
again = submit_case.sync(client=client, idempotency_key="py-1", body=order)
assert isinstance(received, ReceivedCase), received
assert isinstance(again, ReceivedCase)

deadline = time.monotonic() + 120
while True:
    case = read_case.sync(received.id, client=client)
    assert isinstance(case, Case)
    if case.status is CaseStatus.CLOSED:
        break
    assert time.monotonic() < deadline, case.status
    time.sleep(0.1)

refused = submit_case.sync(
    client=client, idempotency_key="py-2", body=NewCase(type_="no_such_type", reference="X")
)
assert isinstance(refused, Problem)
several = BulkCases(
    cases=[
        BulkCase(type_="sales_order_bare", reference="PY-3", customer="C-1", parties=[buyer], lines=[chair]),
        BulkCase(type_="no_such_type", reference="PY-4"),
    ]
)
results = submit_cases.sync(client=client, idempotency_key="py-3", body=several)
assert isinstance(results, BulkResults), results
page = list_cases.sync(client=client, reference="PY-1")
facts = read_timeline.sync(case.id, client=client)
deadline = time.monotonic() + 120
both = [EventType.CASE_OPENED, EventType.CASE_CLOSED]
while len((events := list_events.sync(client=client, type_=both, case=case.id)).items) < len(both):
    assert time.monotonic() < deadline, "events come soon after what they tell of"
    time.sleep(0.1)
print(
    json.dumps(
        {
            "same": received.id == again.id,
            "status": case.status.value,
            "took": (case.ended_at - case.opened_at).total_seconds() > 0,
            "problem": refused.code,
            "results": [one.status for one in results.items],
            "named": results.items[1].problem.errors[0].pointer,
            "listed": [one.id for one in page.items] == [case.id],
            "facts": len(facts.items) > 3,
            "events": [one.type_.value for one in events.items],
        }
    )
)
