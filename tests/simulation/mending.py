"""How front offices mend what they were asked to: everything that a case's type may want, anew."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from services.intake.domain.case import Case
from shared.contracts.cases import CorrectCase
from shared.contracts.values import Actor, VatAmount
from tests.simulation.orders import a_document
from tests.simulation.supplies import vat_of

_KINDS = {
    "sales_order": ("signed_order",),
    "customer_file": ("identity", "proof_of_address", "bank_details"),
    "supplier_invoice": ("supplier_invoice",),
    "purchase_receipt": ("delivery_note",),
    "leave_request": ("supporting_document",),
}


def a_correction(random: Random, case: Case, actor: Actor, fault: float) -> CorrectCase:
    """fault: the chance that a document is faulty once more."""
    return CorrectCase(
        case=case.id,
        actor=actor,
        documents=tuple(a_document(random, kind, fault) for kind in _KINDS.get(case.type, ())),
        vat=_right(case.vat) if case.type == "supplier_invoice" else None,
        answers=_later(case),
    )


def _right(amounts: tuple[VatAmount, ...]) -> tuple[VatAmount, ...]:
    return tuple(replace(one, vat=vat_of(one.net, one.rate).vat) for one in amounts)


def _later(case: Case) -> dict[str, str] | None:
    """Nothing ends any more before it begins."""
    if case.type == "leave_request":
        return {"until": case.answers["from"]}
    if case.type == "supplier_invoice":
        return {"due_on": (date.fromisoformat(case.answers["invoiced_on"]) + timedelta(days=30)).isoformat()}
    return None
