"""Realistic values for the fields of messages, by the field's name and, failing that, by its type."""

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

BY_NAME: dict[str, Any] = {
    "article": "MUG-350",
    "because": "120.00 EUR have still to come in",
    "by": Decimal("-1188.00"),
    "carrier_event": "LP-4471-03",
    "case": "case_0195a3c27b1e7c3f8a4d5e6f70819203",
    "case_number": "2026-000173",
    "client": "crm-paris",
    "count": "cnt_0195a3c27b1e7c3f8a4d5e6f70819204",
    "currency": "EUR",
    "customer": "C-20417",
    "delivery": "dlv_51c1f0a2b3c4d5e6f708192a3b4c5d6e",
    "detail": "MUG-350: 12 wanted, 5 available",
    "details": {"invoice": "F2026-000412"},
    "document": "doc_0195a3c27b1e7c3f8a4d5e6f70819205",
    "entry": "ent_7c3f8a4d5e6f708192030195a3c27b1e",
    "erp_reference": "MV-88214",
    "events": ("case.closed", "case.refused"),
    "failure": "the ERP refused the account 707200",
    "gross": Decimal("1188.00"),
    "holds": ("iban", "vat_number"),
    "invoice": "inv_7c3f8a4d5e6f708192030195a3c27b1f",
    "kind": "order_form",
    "label": "Mug, 350 ml",
    "ledger": "main",
    "message_en": "The IBAN's check digits are wrong",
    "message_fr": "La clé de l'IBAN est fausse",
    "missing": Decimal("120.00"),
    "net": Decimal("990.00"),
    "number": "F2026-000412",
    "owed_back": Decimal("0"),
    "payment": "pay_0195a3c27b1e7c3f8a4d5e6f70819206",
    "place": "Lyon (69)",
    "quantity": 12,
    "rate": Decimal("20"),
    "reason": "the customer cancelled",
    "receipt": "rcp_0195a3c27b1e7c3f8a4d5e6f70819207",
    "ref": "party_0195a3c27b1e7c3f8a4d5e6f70819208",
    "reference": "SO-2026-5512",
    "remedy_en": "Ask the customer for the bank details again",
    "remedy_fr": "Redemander le RIB au client",
    "role": "buyer",
    "round": 1,
    "rule": "bank_details",
    "rule_version": 1,
    "sealed_secret": "djE6c2VhbGVkLXdlYmhvb2stc2VjcmV0",
    "sha256": {"doc_0195a3c27b1e7c3f8a4d5e6f70819205": "9f86d081884c7d659a2feaa0c55ad015"},
    "shipment": "shp_0195a3c27b1e7c3f8a4d5e6f70819203",
    "step": "reserve",
    "subscription": "sub_0195a3c27b1e7c3f8a4d5e6f70819209",
    "team": "credit-control",
    "title_en": "Check the identity",
    "title_fr": "Vérifier l'identité",
    "tracking": "6A12345678901",
    "type": "sales_order",
    "unit_price": Decimal("82.50"),
    "url": "https://crm.example.org/hooks/coulisse",
    "vat": Decimal("198.00"),
    "vat_rate": Decimal("20"),
    "wanted_en": ("An order form is missing",),
    "wanted_fr": ("Il manque un bon de commande",),
    "warehouse": "main",
    "where": "document:doc_0195a3c27b1e7c3f8a4d5e6f70819205",
}
BY_NAME |= {
    "answers": {"supplier_reference": "F-88-4471", "invoiced_on": "2026-02-27"},
    "credit_note": "crn_0195a3c27b1e7c3f8a4d5e6f70819203",
    "lot": "L2026-07",
    "movement": "mov_7c3f8a4d5e6f708192030195a3c27b1e",
    "of_case": "case_0195a3c27b1e7c3f8a4d5e6f70819299",
    "serials": ("SN-000417",),
    "supplier": "S-0117",
    "supplier_reference": "F-88-4471",
    "unit_cost": Decimal("61.40"),
}
AT = datetime(2026, 3, 2, 9, 15, 30, 250000, UTC)


def example_of(kind: type[Any]) -> Any:
    """An instance with every field filled, those with defaults too."""
    hints = get_type_hints(kind)
    return kind(**{field.name: _value(field, hints[field.name]) for field in fields(kind)})


def _value(field: Field[Any], hint: Any) -> Any:
    named = BY_NAME.get(field.name)
    if named is not None and _fits(named, hint):
        return named
    return _of_type(hint, field)


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, part) for part in get_args(hint))
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(item, get_args(hint)[0]) for item in value)
    if origin is Literal:
        return value in get_args(hint)
    return isinstance(value, origin or hint)


def _of_type(hint: Any, field: Field[Any]) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _of_type(next(part for part in parts if part is not NoneType), field)
    if origin is Literal:
        return parts[0]
    if origin is tuple:
        return (_of_type(parts[0], field),)
    if is_dataclass(hint):
        return example_of(hint)  # type: ignore[arg-type]
    plain: dict[Any, Any] = {
        str: f"example of {field.name}",
        int: 3,
        bool: True,
        Decimal: Decimal("12.50"),
        datetime: AT,
        date: AT.date(),
        dict: {"key": "value"},
    }
    return plain[origin or hint]


def required(kind: type[Any]) -> set[str]:
    """Names of the fields without a default."""
    return {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
