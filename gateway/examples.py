"""Examples shown in the OpenAPI document; the tests send them too."""

from typing import Any

CASE: dict[str, Any] = {
    "type": "sales_order",
    "reference": "WEB-2026-000417",
    "priority": "normal",
    "currency": "EUR",
    "customer": "C-1042",
    "payment_terms": "on_account",
    "warehouse": "lyon",
    "tags": ["web"],
    "parties": [
        {
            "role": "buyer",
            "name": "Ateliers Roche",
            "email": "achats@example.org",
            "address": {"line1": "4 rue des Forges", "postcode": "69003", "city": "Lyon", "country": "FR"},
            "vat_number": "FR83404833048",
        }
    ],
    "lines": [
        {"article": "CH-100", "label": "Chaise", "quantity": 4, "unit_price": "49.90", "vat_rate": "20"},
        {"article": "TB-200", "label": "Table", "quantity": 1, "unit_price": "310.00", "vat_rate": "20"},
    ],
    "totals": {"net": "509.60", "vat": "101.92", "gross": "611.52"},
}

CLOCK_STEP: dict[str, Any] = {"seconds": 86_400}

DECISION: dict[str, Any] = {"round": 1, "answer": "refuse", "reason": "The contract is not signed."}

BOUNCE_REPORT: dict[str, Any] = {
    "message_id": "<dlv_0198c1a2b3c47d5e8f90123456789abc@coulisse.example>",
    "address": "a.martin@example.com",
    "status": "5.1.1",
}

PAYMENT: dict[str, Any] = {
    "case": "case_0198c1a2b3c47d5e8f90123456789abc",
    "amount": "611.52",
    "currency": "EUR",
    "received_on": "2026-03-31",
    "reference": "VIR 417",
}

GOODS: dict[str, Any] = {
    "warehouse": "lyon",
    "reference": "BL-2231",
    "lines": [{"article": "CH-100", "quantity": 200}],
}

COUNT: dict[str, Any] = {"warehouse": "lyon", "lines": [{"article": "CH-100", "quantity": 187}]}

PARCEL_EVENT: dict[str, Any] = {
    "tracking": "CL000417-1",
    "carrier_event": "e-99812",
    "status": "in_transit",
    "at": "2026-03-31T10:00:00Z",
    "place": "Lyon",
}

SUBSCRIPTION: dict[str, Any] = {"url": "https://erp.example.org/coulisse", "events": ["case.closed"]}

BASKET: dict[str, Any] = {"warehouse": "lyon", "lines": [{"article": "CH-100", "quantity": 4}]}

ARTICLE: dict[str, Any] = {"label": "Chaise", "unit": "piece", "weight": "4.200"}

CUSTOMER: dict[str, Any] = {"credit_limit": "8000.00"}

ACCOUNT: dict[str, Any] = {"name": "Frais de déplacement - Lyon"}

ENTRY: dict[str, Any] = {
    "journal": "BQ",
    "entered_on": "2026-03-31",
    "piece": "VIR-2026-118",
    "label": "Règlement fournisseur S-0117",
    "lines": [
        {"account": "401", "party": "S-0117", "debit": "1188.00"},
        {"account": "512", "credit": "1188.00"},
    ],
}

MATCH: dict[str, Any] = {
    "letterings": ["let_0198c1a2b3c47d5e8f90123456789abc", "let_0198c1a2b3c47d5e8f90123456789abd"]
}

ACKNOWLEDGEMENTS: dict[str, Any] = {
    "items": [{"id": "ent_0198c1a2b3c47d5e8f90123456789abc_sale", "reference": "MV-88214"}]
}

SUBSCRIPTION_CHANGE: dict[str, Any] = {"events": ["case.closed", "case.refused"]}

MAIL_SUBSCRIPTION: dict[str, Any] = {
    "channel": "mail",
    "to": {"address": "comptabilite@example.org"},
    "events": ["case.closed", "stock.low"],
    "preference": {
        "language": "fr",
        "pace": "daily",
        "hour": 8,
        "quiet": {"from": "20:00", "until": "07:00"},
    },
}

TEMPLATE: dict[str, Any] = {
    "subject": "{{ event.title }} : {{ data.number }}",
    "text": "Votre dossier {{ data.number }} est clos, pour {{ data.gross|amount }} {{ data.currency }}.",
}

PREVIEW: dict[str, Any] = {"subject": "Dossier {{ data.number }} clos"}

MISSED: dict[str, Any] = {"since": "2026-03-31T10:00:00Z"}

WAREHOUSE: dict[str, Any] = {
    "name": "Entrepôt de Lyon",
    "postcode": "69007",
    "city": "Lyon",
    "country": "FR",
    "cut_off": 15,
    "transit_days": 2,
}

WAREHOUSE_RULE: dict[str, Any] = {"rule": "nearest"}

REORDER_RULE: dict[str, Any] = {"point": 20, "up_to": 120, "pack": 12}

COUNT_LIST: dict[str, Any] = {"warehouse": "lyon", "frozen": False}

LOT_RECALL: dict[str, Any] = {"reason": "The supplier reports a faulty weld."}

SETTLEMENT: dict[str, Any] = {"outcome": "paid", "paid": "49.90", "note": "Claim 2026-118"}
