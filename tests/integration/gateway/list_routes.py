"""Every route of the API that lists or searches, with a value for each of its filters.

Who adds a list route adds it here: test_query_plans.py refuses one that is missing, and explains every query of the
others.
"""

from dataclasses import dataclass, field
from typing import Any

from services.notifications.queries.events import BEGINNING

ID = "0198c1a2b3c47d5e8f90123456789abc"


@dataclass(frozen=True, slots=True)
class Listing:
    """filters: by query parameter; always: parameters without which the route answers nothing; body: of a search;
    few: filters that leave so little that it may be sorted after it was read."""

    address: str
    filters: dict[str, str] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    few: frozenset[str] = frozenset()


LISTINGS = (
    Listing("/v1/api-keys"),
    Listing(
        "/v1/cases",
        {
            "status": "waiting",
            "type": "sales_order",
            "reference": "WEB-1",
            "number": "SO-2026-1-1",
            "client": "shop",
            "priority": "urgent",
            "tag": "web",
            "party": "pty_1",
            "received_from": "2026-03-01T00:00:00Z",
            "received_before": "2026-04-01T00:00:00Z",
            "raised": "true",
            "sort": "received_at",
        },
    ),
    Listing("/v1/cases", {"type": "sales_order", "reference": "WEB-1", "tag": "web"}, {"status": "received"}),
    Listing("/v1/cases/search", body={"party": {"email": "ada@example.org"}}),
    Listing("/v1/cases/search", body={"party": {"name": "Ada", "siren": "732829320"}, "status": "open"}),
    Listing("/v1/persons/search", body={"party": {"email": "ada@example.org", "name": "Ada"}}),
    Listing(f"/v1/cases/case_{ID}/timeline"),
    Listing(f"/v1/cases/case_{ID}/comments"),
    Listing(
        "/v1/events",
        {
            "type": "case.closed",
            "case": f"case_{ID}",
            "since": "2026-03-01T00:00:00Z",
            "after": BEGINNING,
            "order": "oldest",
        },
    ),
    Listing("/v1/reviews", {"state": "decided", "team": "credit"}),
    Listing(
        "/v1/tasks",
        {
            "state": "open",
            "kind": "review",
            "team": "credit",
            "assignee": "claire",
            "case": f"case_{ID}",
            "escalated_to": "emma",
        },
        few=frozenset({"case"}),
    ),
    Listing("/v1/teams"),
    Listing("/v1/agents"),
    Listing("/v1/stock", {"warehouse": "lyon"}),
    Listing(
        "/v1/stock/movements",
        {
            "warehouse": "lyon",
            "article": "CH-100",
            "kind": "receipt",
            "since": "2026-03-01T00:00:00Z",
            "until": "2026-04-01T00:00:00Z",
        },
    ),
    Listing("/v1/stock/low"),
    Listing("/v1/lots", always={"warehouse": "lyon", "article": "CR-10"}),
    Listing("/v1/articles/CR-10/lots/L1/shipments"),
    Listing("/v1/articles/CR-10/serials/S1/shipments"),
    Listing("/v1/claims", {"state": "closed"}),
    Listing("/v1/stock-count-lists"),
    Listing(f"/v1/stock-count-lists/cnl_{ID}/lines"),
    Listing("/v1/articles"),
    Listing("/v1/customers", {"ledger": "main"}),
    Listing("/v1/purchases", {"ledger": "main", "supplier": "S-0117"}),
    Listing("/v1/ledgers/main/accounts/411/lines", always={"from": "2026-01", "until": "2026-03"}),
    Listing("/v1/ledgers/main/aged-receivables", {"on": "2026-03-31"}),
    Listing("/v1/ledgers/main/aged-payables", {"on": "2026-03-31"}),
    Listing("/v1/ledgers/main/letterings", {"account": "401", "party": "S-0117", "state": "settled"}),
    Listing(
        "/v1/shipments",
        {
            "state": "dispatched",
            "case": f"case_{ID}",
            "since": "2026-03-01T00:00:00Z",
            "until": "2026-04-01T00:00:00Z",
        },
        few=frozenset({"case"}),
    ),
    Listing(
        "/v1/journal-entries",
        {
            "ledger": "main",
            "journal": "VE",
            "account": "411",
            "case": f"case_{ID}",
            "from": "2026-03-01",
            "until": "2026-03-31",
        },
        few=frozenset({"case"}),
    ),
    Listing(
        "/v1/invoices",
        {
            "kind": "invoice",
            "customer": "C-1042",
            "number": "FA-2026-000042",
            "from": "2026-03-01",
            "until": "2026-03-31",
        },
        few=frozenset({"number"}),
    ),
    Listing(
        "/v1/payments",
        {"case": f"case_{ID}", "since": "2026-03-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"},
        few=frozenset({"case"}),
    ),
    Listing("/v1/exports/journal-entries", {"state": "acknowledged", "ledger": "main"}),
    Listing("/v1/exports/stock-changes", {"state": "acknowledged"}),
    Listing(
        "/v1/deliveries",
        {
            "state": "done",
            "subscription": f"sub_{ID}",
            "type": "case.closed",
            "since": "2026-03-01T00:00:00Z",
        },
    ),
    Listing(
        "/v1/operations/failures",
        {
            "state": "archived",
            "service": "logistics",
            "group": "logistics.9f86d081884c7d65",
            "case": f"case_{ID}",
        },
    ),
    Listing("/v1/operations/failure-groups", {"state": "archived", "service": "logistics"}),
    Listing("/v1/operations/retries"),
    Listing("/v1/operations/edits", {"state": "proposed"}),
    Listing("/v1/operations/audit"),
)
