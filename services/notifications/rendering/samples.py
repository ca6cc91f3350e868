"""Events that never happened, one of each name, to try templates on."""

from typing import Any

from services.notifications.domain.digest import DIGEST as DIGEST_TYPE
from services.notifications.domain.template import DEFAULT, DIGEST
from services.notifications.rendering.vocabulary import data_of

_AT = "2026-03-31T10:00:00.000Z"
_CASE = "case_0198c1a2b3c47d5e8f90123456789abc"
_VALUES: dict[str, Any] = {
    "case": _CASE,
    "number": "2026-000417",
    "type": "sales_order",
    "reference": "WEB-2026-000417",
    "details": {"invoice": "FA-2026-000007", "tracking": "CL000417-1"},
    "wanted_en": ["A signed contract is missing."],
    "wanted_fr": ["Il manque un contrat signé."],
    "step": "ship",
    "waits_for": "stock",
    "detail": "CH-100",
    "reason": "deadline_missed",
    "currency": "EUR",
    "gross": "611.52",
    "opened_at": "2026-03-30T08:00:00.000Z",
    "closed_at": _AT,
    "warehouse": "lyon",
    "article": "CH-100",
    "available": 3,
    "reorder_point": 20,
    "proposed": 96,
    "waiting": 2,
    "subscription": "sub_0198c1a2b3c47d5e8f90123456789abc",
    "channel": "mail",
    "bounce": "bnc_0198c1a2b3c47d5e8f90123456789abc",
    "role": "buyer",
    "status": "550 5.1.1",
}


def sample(name: str) -> dict[str, Any]:
    """A payload by which the template of this name is tried."""
    if name == DIGEST:
        events = [sample("case.opened"), sample("case.invoice_issued"), sample("case.closed")]
        return _payload(DIGEST_TYPE, {"events": events, "more": 0})
    if name == DEFAULT:
        return sample("case.closed")
    return _payload(name, {field: _VALUES[field] for field in sorted(data_of(name))})


def _payload(type: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "evt_019cadc69a808ca3e94629edd4b165ed",
        "type": type,
        "timestamp": _AT,
        "client": "shop",
        "data": data,
    }
