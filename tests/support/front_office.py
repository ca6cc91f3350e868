"""A front office of one organisation: everything that it does goes through the HTTP API."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import requests

from tests.support.processes import wait_until
from tests.support.webhook_receiver import WebhookReceiver

PATIENCE = 60.0
"""Seconds that a fact may take: far more than it needs, since the machine may be busy with other things."""

_numbers = count()


@dataclass(frozen=True)
class FrontOffice:
    """Calls the API at `url` with `key`. Answers that are not as expected fail with the problem's own words."""

    url: str
    key: str
    tenant: str

    def ask(
        self, method: str, path: str, body: Any = None, *, again: str | None = None, **more: Any
    ) -> requests.Response:
        """One request, whatever is answered. again: its Idempotency-Key; a new one when None."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": again or f"{self.tenant}-{next(_numbers)}",
            **more.pop("headers", {}),
        }
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=(5, 30), **more)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """What is read there."""
        return _expected(self.ask("GET", path, params=query), 200)

    def post(self, path: str, body: Any = None, *, again: str | None = None) -> dict[str, Any]:
        """What the door answers to a command that it takes; told to come again, it comes again with the same key."""
        key = again or f"{self.tenant}-{next(_numbers)}"
        answers: list[requests.Response] = []

        def heard() -> bool:
            answers.append(self.ask("POST", path, body, again=key))
            return answers[-1].status_code != 503 or "Retry-After" not in answers[-1].headers

        wait_until(heard, PATIENCE, f"an answer other than 503 to POST {path}")
        return _expected(answers[-1], 202)

    def upload(self, content: bytes, declared: str = "application/pdf") -> str:
        """The id of the stored document."""
        answer = self.ask("POST", "/v1/documents", data=content, headers={"Content-Type": declared})
        id: str = _expected(answer, 201)["id"]
        return id

    def submit(self, body: dict[str, Any], *, again: str | None = None) -> str:
        """The id of the case handed over."""
        id: str = self.post("/v1/cases", body, again=again)["id"]
        return id

    def case(self, id: str) -> dict[str, Any]:
        return self.get(f"/v1/cases/{id}")

    def wait_for(
        self, path: str, fact: Callable[[dict[str, Any]], bool], what: str, within: float = PATIENCE
    ) -> dict[str, Any]:
        """What is read at `path` once `fact` holds for it. Raises AssertionError that shows what was read last."""
        last: list[Any] = [None]

        def holds() -> bool:
            answer = self.ask("GET", path)
            last[0] = answer.json()
            return answer.status_code == 200 and fact(last[0])

        try:
            wait_until(holds, within, what)
        except AssertionError as late:
            raise AssertionError(f"{late}; last read at {path}: {last[0]}") from None
        found: dict[str, Any] = last[0]
        return found

    def wait_for_status(self, case: str, status: str, within: float = PATIENCE) -> dict[str, Any]:
        """The case, once it is in this status."""
        return self.wait_for(
            f"/v1/cases/{case}", lambda read: read["status"] == status, f"the case {status}", within
        )

    def wait_for_step(self, case: str, step: str, state: str) -> dict[str, Any]:
        """The case, once this step of it is in this state."""
        return self.wait_for(
            f"/v1/cases/{case}",
            lambda read: read.get("steps", {}).get(step, {}).get("state") == state,
            f"step {step} {state}",
        )

    def timeline(self, case: str) -> list[dict[str, Any]]:
        """All facts of a case, page after page."""
        page = self.get(f"/v1/cases/{case}/timeline", limit=10)
        facts: list[dict[str, Any]] = page["items"]
        while page["next"]:
            page = self.get(page["next"])
            facts += page["items"]
        return facts

    def story(self, case: str) -> list[tuple[str, str]]:
        """The timeline as (what, step)."""
        return [(fact["what"], fact["step"]) for fact in self.timeline(case)]

    def details(self, case: str, what: str, step: str = "") -> dict[str, str]:
        """The details of the only such fact in the timeline."""
        (found,) = [
            fact["details"] for fact in self.timeline(case) if (fact["what"], fact["step"]) == (what, step)
        ]
        return dict(found)

    def shipment_of(self, case: str) -> str:
        """The shipment that the case's timeline names."""
        return self.details(case, "step_done", "ship")["shipment"]

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """What a list holds, all of its pages."""
        page = self.get(path, **query)
        found: list[dict[str, Any]] = page["items"]
        while page.get("next"):
            page = self.get(page["next"])
            found += page["items"]
        return found

    def stock(self, article: str, warehouse: str = "main") -> dict[str, Any]:
        return self.get(f"/v1/stock/{warehouse}/{article}")

    def wait_for_stock(self, article: str, warehouse: str = "main", **levels: int) -> dict[str, Any]:
        """The stock item, once it has these levels, such as on_hand=5."""
        return self.wait_for(
            f"/v1/stock/{warehouse}/{article}",
            lambda item: all(item[name] == pieces for name, pieces in levels.items()),
            f"{article} with {levels}",
        )

    def receive(self, pieces: dict[str, int], warehouse: str = "main") -> None:
        """Goods that came in; somebody may have waited for them."""
        lines = [{"article": article, "quantity": quantity} for article, quantity in pieces.items()]
        self.post("/v1/goods-receipts", {"warehouse": warehouse, "reference": "BL-1", "lines": lines})

    def stock_up(self, pieces: dict[str, int], warehouse: str = "main") -> None:
        """Goods that nobody waits for, received and on hand."""
        before = {item["article"]: item["on_hand"] for item in self.items("/v1/stock", warehouse=warehouse)}
        self.receive(pieces, warehouse)
        for article, quantity in pieces.items():
            self.wait_for_stock(article, warehouse, on_hand=before.get(article, 0) + quantity)

    def count(self, pieces: dict[str, int], warehouse: str = "main") -> None:
        """What was found on the shelf."""
        lines = [{"article": article, "quantity": quantity} for article, quantity in pieces.items()]
        self.post("/v1/stock-counts", {"warehouse": warehouse, "lines": lines})

    def pay(self, case: str, amount: str, currency: str = "EUR") -> str:
        """The id of the payment."""
        body = {"case": case, "amount": amount, "currency": currency, "received_on": "2026-03-31"}
        id: str = self.post("/v1/payments", {**body, "reference": f"VIR {amount}"})["id"]
        return id

    def decide(self, case: str, step: str, answer: str, round: int = 1, reason: str = "") -> None:
        """A person's decision on a review."""
        body = {"round": round, "answer": answer, "reason": reason}
        self.post(f"/v1/cases/{case}/reviews/{step}/decision", body)

    def task_of(self, case: str) -> dict[str, Any]:
        """The one task that waits for a person; it may come onto the list after the case is read as waiting."""
        found: list[dict[str, Any]] = []

        def listed() -> bool:
            found[:] = [one for one in self.items("/v1/tasks") if one["case"] == case]
            return bool(found)

        wait_until(listed, PATIENCE, f"a task of {case} listed")
        (task,) = found
        return task

    def cancel(self, case: str, reason: str = "Ordered twice") -> None:
        self.post(f"/v1/cases/{case}/cancel", {"reason": reason})

    def subscribe(self, receiver: WebhookReceiver, *events: str) -> str:
        """The id of an active subscription whose secret the receiver knows. Without events: to everything."""
        body = {"url": receiver.url(), "events": list(events) or ["*"]}
        answer = self.post("/v1/subscriptions", body)
        receiver.secrets.append(answer["secret"])
        self.wait_for(
            f"/v1/subscriptions/{answer['id']}", lambda read: read["state"] == "active", "a subscription"
        )
        id: str = answer["id"]
        return id


def _expected(answer: requests.Response, status: int) -> dict[str, Any]:
    asked = f"{answer.request.method} {answer.request.path_url}"
    assert answer.status_code == status, f"{asked} answered {answer.status_code}: {answer.text}"
    body: dict[str, Any] = answer.json()
    return body
