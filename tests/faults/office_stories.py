"""Short stories of offices: invoices of suppliers, goods that come back, complaints, decisions, entries by hand."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from infra.demo.papers import paper
from tests.faults.client import Client

_LEDGER = "/v1/ledgers/main"
_MOST_TASKS = 3
_LARGE = ("100.00", "100.00", "6000.00")
"""What is above 5,000.00 has to be approved by two persons."""


def today() -> date:
    return datetime.now(UTC).date()


def supplier_invoice(client: Client, random: Random, key: str) -> None:
    document = client.upload(paper("Invoice", key), f"{key}-document")
    if document is None:
        return
    net = random.choice(_LARGE)
    vat = f"{float(net) / 5:.2f}"
    answers = {
        "supplier_reference": key,
        "invoiced_on": str(today() - timedelta(days=random.choice((0, 1, 40)))),
    }
    body = {
        "type": "supplier_invoice",
        "reference": key,
        "supplier": f"S-{random.randrange(9)}",
        "parties": [{"role": "supplier", "name": "Bois et Cie"}],
        "vat": [{"rate": "20", "net": net, "vat": vat}],
        "answers": answers,
        "documents": [{"id": document, "kind": "supplier_invoice"}],
    }
    client.hand_over("case", "/v1/cases", body, key)


def complaint(client: Client, random: Random, key: str) -> None:
    body = {
        "type": "complaint",
        "reference": key,
        "parties": [{"role": "contact", "name": "Sacha Petit"}],
        "answers": {"about": random.choice(("delivery", "goods")), "summary": "Nothing has come"},
    }
    client.hand_over("case", "/v1/cases", body, key)


def leave_request(client: Client, random: Random, key: str) -> None:
    body = {
        "type": "leave_request",
        "reference": key,
        "parties": [{"role": "employee", "name": "Noa Blanc"}],
        "answers": {"from": "2027-07-05", "until": "2027-07-16", "kind": "paid"},
    }
    client.hand_over("case", "/v1/cases", body, key)


def goods_come_back(client: Client, random: Random, key: str) -> None:
    """A part of a sale that is closed."""
    sold = _some_closed(client, random, "sales_order")
    if sold is None:
        return
    line = random.choice(sold["lines"])
    names = ("article", "label", "unit_price", "vat_rate")
    body = {
        "type": "return",
        "reference": key,
        "customer": sold["customer"],
        "of_case": sold["id"],
        "lines": [{**{name: line[name] for name in names}, "quantity": 1}],
        "answers": {"reason": "It does not fit", "condition": "as_new"},
    }
    client.hand_over("case", "/v1/cases", body, key)


def work_list(client: Client, random: Random, key: str) -> None:
    """Somebody decides on what waits, and now and then it was decided already; the second of two is another one."""
    tasks = [one for one in _listed(client, "/v1/tasks?limit=50") if one["kind"] in ("review", "approval")]
    for number, task in enumerate(random.sample(tasks, min(len(tasks), _MOST_TASKS))):
        body = {
            "round": task["round"],
            "answer": random.choice(("accept", "accept", "accept", "refuse")),
            "reason": "As agreed.",
        }
        person = random.choice(client.persons)
        person.hand_over("order", f"/v1/tasks/{task['id']}/decision", body, f"{key}-{number}")


def opened_again(client: Client, random: Random, key: str) -> None:
    """A complaint comes up again, or its handling is rated."""
    case = _some_closed(client, random, "complaint")
    if case is not None and random.random() < 0.5:
        client.hand_over("order", f"/v1/cases/{case['id']}/reopen", {"reason": "Still nothing"}, key)
    elif case is not None:
        client.put(f"/v1/cases/{case['id']}/rating", {"rating": random.randint(1, 5)}, key)


def booked_by_hand(client: Client, random: Random, key: str) -> None:
    """A transfer on a day that may be locked."""
    amount = f"{random.randrange(1, 500)}.00"
    day = str(today() - timedelta(days=random.choice((0, 0, 1, 2, 30))))
    body = {
        "journal": random.choice(("BQ", "OD")),
        "entered_on": day,
        "piece": key,
        "label": "Virement",
        "lines": [
            {"account": "512", "debit": amount},
            {"account": "411", "party": f"C-{random.randrange(200)}", "credit": amount},
        ],
    }
    client.hand_over("order", f"{_LEDGER}/entries", body, key)


def books_are_closed(client: Client, random: Random, key: str) -> None:
    """Days are locked, or the year before is closed, while others post."""
    if random.random() < 0.7:
        until = today() - timedelta(days=random.choice((2, 3, 20)))
        client.put(f"{_LEDGER}/lock", {"until": str(until)}, key)
    else:
        client.hand_over("order", f"{_LEDGER}/closings", {"year": today().year - 1}, key)


def settled_by_hand(client: Client, random: Random, key: str) -> None:
    """Two open amounts of one customer are matched, or are refused since both are on one side."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in _listed(client, f"{_LEDGER}/letterings?limit=50"):
        groups.setdefault((one["account"], one["party"]), []).append(one["id"])
    pairs = [ids[:2] for ids in groups.values() if len(ids) > 1]
    if pairs:
        body = {"letterings": random.choice(pairs)}
        client.hand_over("order", f"{_LEDGER}/letterings", body, key)


def _some_closed(client: Client, random: Random, type: str) -> dict[str, Any] | None:
    closed = _listed(client, f"/v1/cases?status=closed&type={type}&limit=20")
    return client.read(f"/v1/cases/{random.choice(closed)['id']}") if closed else None


def _listed(client: Client, path: str) -> list[dict[str, Any]]:
    """What stands there, nothing while the door does not answer."""
    found: list[dict[str, Any]] = (client.read(path) or {}).get("items", [])
    return found
