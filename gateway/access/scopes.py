"""What a key may do: scopes, and the roles that bundle them."""

from typing import Literal

CASES_READ = "cases:read"
CASES_WRITE = "cases:write"
DOCUMENTS_WRITE = "documents:write"
DOCUMENTS_READ = "documents:read"
REVIEWS_READ = "reviews:read"
REVIEWS_DECIDE = "reviews:decide"
REVIEWS_SUPERVISE = "reviews:supervise"
FINDINGS_WAIVE = "findings:waive"
TEAMS_READ = "teams:read"
TEAMS_WRITE = "teams:write"
PAYMENTS_WRITE = "payments:write"
ACCOUNTING_READ = "accounting:read"
BOOKS_WRITE = "books:write"
BOOKS_CLOSE = "books:close"
STOCK_READ = "stock:read"
STOCK_WRITE = "stock:write"
WAREHOUSES_WRITE = "warehouses:write"
SHIPMENTS_READ = "shipments:read"
SHIPMENTS_WRITE = "shipments:write"
SUBSCRIPTIONS_WRITE = "subscriptions:write"
TEMPLATES_READ = "templates:read"
TEMPLATES_WRITE = "templates:write"
DELIVERIES_READ = "deliveries:read"
DELIVERIES_WRITE = "deliveries:write"
BOUNCES_REPORT = "bounces:report"
EVENTS_READ = "events:read"
OPERATIONS_READ = "operations:read"
CUSTOMERS_WRITE = "customers:write"
EXPORTS_SYNC = "exports:sync"
FIGURES_READ = "figures:read"
FAILURES_READ = "failures:read"
FAILURES_RETRY = "failures:retry"
FAILURES_EDIT = "failures:edit"
FAILURES_APPROVE = "failures:approve"
HEALTH_READ = "health:read"
PERSONS_DISCLOSE = "persons:disclose"
PERSONS_ERASE = "persons:erase"
KEYS_MANAGE = "keys:manage"
SANDBOX_CONTROL = "sandbox:control"

SCOPES: dict[str, str] = {
    CASES_READ: "read cases, their timelines and findings",
    CASES_WRITE: "submit, correct and cancel cases",
    DOCUMENTS_WRITE: "upload documents",
    DOCUMENTS_READ: "read documents, with what they hold",
    REVIEWS_READ: "read what waits for a person's decision",
    REVIEWS_DECIDE: "claim and decide reviews",
    REVIEWS_SUPERVISE: "assign reviews to others, and decide what others have claimed",
    FINDINGS_WAIVE: "waive findings of checks, with a reason",
    TEAMS_READ: "read teams, agents and their workload",
    TEAMS_WRITE: "say who is in which team",
    PAYMENTS_WRITE: "record payments received",
    ACCOUNTING_READ: "read invoices, payments, customers, journal entries and the figures of the books",
    BOOKS_WRITE: "post entries by hand, add accounts, and say which lines settle each other",
    BOOKS_CLOSE: "lock periods and close years",
    STOCK_READ: "read articles, stock levels and movements",
    STOCK_WRITE: "define articles, record goods received and stock counts, recall lots",
    WAREHOUSES_WRITE: "define warehouses, and by what rule one of them is chosen",
    SHIPMENTS_READ: "read shipments, and claims about their parcels",
    SHIPMENTS_WRITE: "record what carriers say of parcels, and what came of claims",
    SUBSCRIPTIONS_WRITE: "read and change subscriptions to notifications",
    TEMPLATES_READ: "read the words in which people are told of events, and preview them",
    TEMPLATES_WRITE: "set the words in which people are told of events",
    DELIVERIES_READ: "read what was told to whom",
    DELIVERIES_WRITE: "have a notification sent again",
    BOUNCES_REPORT: "report mails that came back",
    EVENTS_READ: "read what was told of cases: the log and the live stream",
    OPERATIONS_READ: "read what became of what this client handed over",
    CUSTOMERS_WRITE: "set what customers may owe",
    EXPORTS_SYNC: "fetch journal entries and stock changes for an ERP, and acknowledge them",
    FIGURES_READ: "read key figures",
    FAILURES_READ: "read failed messages with what they hold, and what was ordered about them",
    FAILURES_RETRY: "try out, retry, archive and note failed messages",
    FAILURES_EDIT: "propose other bodies for failed messages",
    FAILURES_APPROVE: "approve the edits of others",
    HEALTH_READ: "read how the platform is: every process, its queues, broker and database",
    PERSONS_DISCLOSE: "read all that is held of a person, to tell them",
    PERSONS_ERASE: "erase persons whose cases have ended",
    KEYS_MANAGE: "create, rotate and revoke the API keys of the organisation",
    SANDBOX_CONTROL: "with a test key: read the sandbox's clock and put it forward",
}

WIDENING = frozenset({REVIEWS_SUPERVISE})
"""Scopes that no route asks for: they let one do more at a route of another scope."""

ROLES: dict[str, frozenset[str]] = {
    "integrator": frozenset(
        {
            CASES_READ, CASES_WRITE, DOCUMENTS_WRITE, DOCUMENTS_READ, REVIEWS_READ, PAYMENTS_WRITE, ACCOUNTING_READ,
            STOCK_READ,
            SHIPMENTS_READ, SUBSCRIPTIONS_WRITE, DELIVERIES_READ, DELIVERIES_WRITE, TEMPLATES_READ, TEMPLATES_WRITE,
            OPERATIONS_READ, EVENTS_READ, SANDBOX_CONTROL, BOUNCES_REPORT,
        }
    ),
    "agent": frozenset(
        {
            CASES_READ, CASES_WRITE, DOCUMENTS_WRITE, DOCUMENTS_READ, REVIEWS_READ, REVIEWS_DECIDE, STOCK_READ,
            OPERATIONS_READ, EVENTS_READ, TEAMS_READ,
        }
    ),
    "accountant": frozenset(
        {
            CASES_READ, DOCUMENTS_READ, ACCOUNTING_READ, PAYMENTS_WRITE, REVIEWS_READ, REVIEWS_DECIDE,
            OPERATIONS_READ, EVENTS_READ, CUSTOMERS_WRITE, FIGURES_READ, BOOKS_WRITE, BOOKS_CLOSE,
        }
    ),
    "erp": frozenset(
        {
            ACCOUNTING_READ, PAYMENTS_WRITE, STOCK_READ, STOCK_WRITE, SHIPMENTS_READ, CUSTOMERS_WRITE, EXPORTS_SYNC,
            OPERATIONS_READ, EVENTS_READ,
        }
    ),
    "warehouse": frozenset(
        {
            CASES_READ, STOCK_READ, STOCK_WRITE, WAREHOUSES_WRITE, SHIPMENTS_READ, SHIPMENTS_WRITE, OPERATIONS_READ,
            EVENTS_READ,
        }
    ),
    "carrier": frozenset({SHIPMENTS_WRITE, OPERATIONS_READ}),
    "support": frozenset(
        {
            CASES_READ, REVIEWS_READ, ACCOUNTING_READ, STOCK_READ, SHIPMENTS_READ, DELIVERIES_READ,
            DELIVERIES_WRITE, OPERATIONS_READ, EVENTS_READ, FIGURES_READ, FAILURES_READ, FAILURES_RETRY, HEALTH_READ,
        }
    ),
    "operator": frozenset(
        {FAILURES_READ, FAILURES_RETRY, FAILURES_EDIT, FAILURES_APPROVE, OPERATIONS_READ}
    ),
}  # fmt: skip
ROLES["reader"] = frozenset(scope for scope in SCOPES if scope.endswith(":read"))
ROLES["supervisor"] = ROLES["agent"] | ROLES["reader"] | {REVIEWS_SUPERVISE, FINDINGS_WAIVE, TEAMS_WRITE}
ROLES["admin"] = frozenset(SCOPES)

HOUSE_SCOPES = ROLES["operator"]
"""All that a key of the whole installation may hold (tenant `*`): failed messages, and nothing else of anybody."""

PEOPLE = frozenset(
    {"reader", "agent", "supervisor", "admin", "accountant", "warehouse", "support", "operator"}
)
"""Roles whose keys stand for a person rather than a system."""


def actor_kind(role: str) -> Literal["agent", "client"]:
    """How messages name who holds a key of this role."""
    return "agent" if role in PEOPLE else "client"
