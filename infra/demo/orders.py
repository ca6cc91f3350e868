"""What a front office writes into a case."""

from decimal import ROUND_HALF_UP, Decimal

from infra.demo.api import Json

VALID_IBAN = "FR76 3000 6000 0112 3456 7890 189"
"""The specimen that French banks print in their own documentation."""

MISTYPED_IBAN = "FR76 3000 6000 0112 3456 7890 198"
"""The same with its last digits swapped."""

_CENT = Decimal("0.01")


def line(article: str, quantity: int, unit_price: str, vat_rate: str = "20") -> Json:
    """`unit_price` in euros without VAT, `vat_rate` in per cent."""
    return {
        "article": article,
        "label": f"Article {article}",
        "quantity": quantity,
        "unit_price": unit_price,
        "vat_rate": vat_rate,
    }


def sales_order(reference: str, customer: str, *lines: Json, type: str = "sales_order", **more: str) -> Json:
    """An order with its totals; `more` is priority, payment_terms and the like."""
    return {
        "type": type,
        "reference": reference,
        "customer": customer,
        "parties": [_buyer(customer)],
        "lines": list(lines),
        "totals": {"gross": gross(*lines)},
        **more,
    }


def return_of(case: str, reference: str, customer: str, *lines: Json) -> Json:
    """Goods that come back from the order of a case."""
    return {
        "type": "return",
        "reference": reference,
        "customer": customer,
        "of_case": case,
        "lines": list(lines),
        "answers": {"reason": "Ne convient pas", "condition": "as_new"},
    }


def customer_file(reference: str, name: str, iban: str = VALID_IBAN) -> Json:
    """Somebody who wants to become a customer."""
    return {"type": "customer_file", "reference": reference, "parties": [applicant(name, iban)]}


def applicant(name: str, iban: str) -> Json:
    """The person that a customer file is about."""
    return {
        "role": "applicant",
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}@example.org",
        "bank_account": {"iban": iban},
        "identity": {"number": "X4RTBPFW4", "expires_on": "2034-05-31"},
    }


def gross(*lines: Json) -> str:
    """Euros with VAT: lines and the VAT of each rate are rounded half up to the cent (EN 16931, BR-CO-17)."""
    nets: dict[str, Decimal] = {}
    for one in lines:
        net = (Decimal(one["unit_price"]) * one["quantity"]).quantize(_CENT, ROUND_HALF_UP)
        nets[one["vat_rate"]] = nets.get(one["vat_rate"], Decimal("0.00")) + net
    vat = sum(
        ((net * Decimal(rate) / 100).quantize(_CENT, ROUND_HALF_UP) for rate, net in nets.items()), Decimal(0)
    )
    return str(sum(nets.values(), Decimal(0)) + vat)


def _buyer(customer: str) -> Json:
    return {
        "role": "buyer",
        "name": f"Maison {customer}",
        "email": f"achats@{customer.lower()}.example.org",
        "address": {"line1": "4 rue des Forges", "postcode": "69003", "city": "Lyon", "country": "FR"},
    }
