"""What operations keeps, with the indexes that its queries need."""

from services.operations.domain.audit_entry import AuditEntry
from services.operations.domain.case_counts import CaseCounts, CasesInAll
from services.operations.domain.dry_run import DryRun
from services.operations.domain.edit import Edit
from services.operations.domain.retry_order import RetryOrder, RetryPart
from shared.contracts.decision import Collection, Index

DATABASE = "coulisse_operations"
SEEN = "seen"
"""What was seen last of broker and database, and the state of each part then."""
HEALTH_CHANGES = "health_changes"
HEALTH_DAYS = 30

RETRIES = "retries"
RETRY_PARTS = "retry_parts"
EDITS = "edits"
DRY_RUNS = "dry_runs"
AUDIT = "audit"
CASE_COUNTS = "case_counts"
CASES_IN_ALL = "cases_in_all"

FIGURES_DAYS = 1_100
"""Three years and a few days: for how long key figures are kept, by day and by month."""

ORDERS_KEPT = 90 * 24 * 3600
"""Seconds from an order until it is forgotten; the audit keeps that it was given."""
DRY_RUNS_KEPT = 7 * 24 * 3600

COLLECTIONS = (
    Collection(
        RETRIES,
        RetryOrder,
        indexes=(Index(("tenant", "-id")), Index(("ordered_at",), expire_after=ORDERS_KEPT)),
    ),
    Collection(RETRY_PARTS, RetryPart, indexes=(Index(("ordered_at",), expire_after=ORDERS_KEPT),)),
    Collection(
        EDITS,
        Edit,
        indexes=(
            Index(("tenant", "-id")),
            Index(("tenant", "state", "-id")),
            Index(("state", "-id")),
            Index(("proposed_at",), expire_after=ORDERS_KEPT),
        ),
    ),
    Collection(DRY_RUNS, DryRun, indexes=(Index(("asked_at",), expire_after=DRY_RUNS_KEPT),)),
    Collection(
        CASE_COUNTS,
        CaseCounts,
        indexes=(
            Index(("tenant", "period", "type")),
            Index(("starts_at",), expire_after=FIGURES_DAYS * 86_400),
        ),
    ),
    Collection(CASES_IN_ALL, CasesInAll, indexes=(Index(("tenant", "type")),)),
    Collection(AUDIT, AuditEntry, indexes=(Index(("tenant", "-at", "-id")), Index(("-at", "-id")))),
)

FURTHER_INDEXES: tuple[tuple[str, Index], ...] = (
    (HEALTH_CHANGES, Index(("at",), expire_after=HEALTH_DAYS * 86_400)),
)
"""Of what is kept beside entities and records."""
