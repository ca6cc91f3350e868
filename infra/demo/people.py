"""Who takes part: a front office and a back office's staff, each with a key that may do their own work only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.demo.api import Api, Json


@dataclass(frozen=True, slots=True)
class FrontOffice:
    """A shop or a CRM that hands cases over."""

    api: Api

    def upload(self, content: bytes) -> str:
        """The id of a stored PDF."""
        return self.api.upload(content, "application/pdf")

    def submit(self, case: Json, key: str | None = None) -> str:
        """The id of the case."""
        return str(self.api.hand_over("/cases", case, key)["id"])

    def correct(self, case: str, **what: Any) -> None:
        """Sends documents, parties or lines that were missing or wrong."""
        self.api.hand_over(f"/cases/{case}/corrections", what)

    def cancel(self, case: str, reason: str) -> None:
        self.api.hand_over(f"/cases/{case}/cancel", {"reason": reason})

    def case(self, case: str) -> Json:
        return self.api.get(f"/cases/{case}")

    def cases(self) -> list[Json]:
        """All of the organisation's, newest first."""
        return self.api.everything("/cases")

    def timeline(self, case: str) -> list[Json]:
        return self.api.everything(f"/cases/{case}/timeline")

    def findings(self, case: str) -> list[Json]:
        return list(self.api.get(f"/cases/{case}/findings")["items"])

    def invoices(self, case: str) -> list[Json]:
        return list(self.api.get(f"/cases/{case}/invoices")["items"])

    def subscribe(self, url: str, *events: str) -> Json:
        """The subscription with its secret, which is shown this once."""
        return self.api.hand_over("/subscriptions", {"url": url, "events": list(events)})

    def subscriptions(self) -> set[str]:
        """The ids of those that are known by now."""
        return {one["id"] for one in self.api.get("/subscriptions")["items"]}

    def deliveries(self) -> list[Json]:
        return self.api.everything("/deliveries")


@dataclass(frozen=True, slots=True)
class Agent:
    """Takes the decisions that only a person can take."""

    api: Api

    def open_review(self, case: str) -> Json | None:
        """The review of this case that waits for a decision."""
        waiting = self.api.everything("/reviews", state="open")
        return next((review for review in waiting if review["case"] == case), None)

    def decide(self, review: Json, answer: str, reason: str = "") -> None:
        """accept, refuse or correct."""
        path = f"/cases/{review['case']}/reviews/{review['step']}/decision"
        self.api.hand_over(path, {"round": review["round"], "answer": answer, "reason": reason})


@dataclass(frozen=True, slots=True)
class Accountant:
    """Sees the money."""

    api: Api

    def receive_payment(self, case: str, amount: str) -> None:
        """Records euros that came in for a case today."""
        payment = {
            "case": case,
            "amount": amount,
            "currency": "EUR",
            "received_on": datetime.now(UTC).date().isoformat(),
            "reference": f"VIR {case[-8:]}",
        }
        self.api.hand_over("/payments", payment)

    def payments(self, case: str) -> Json:
        return self.api.get(f"/cases/{case}/payments")

    def entries_of(self, case: str) -> list[Json]:
        return self.api.everything("/journal-entries", case=case)

    def journal(self) -> list[Json]:
        return self.api.everything("/journal-entries")


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Keeps the shelves. Quantities are pieces by article."""

    api: Api
    name: str = "main"

    def receive(self, reference: str, quantities: dict[str, int]) -> None:
        self.api.hand_over("/goods-receipts", {"reference": reference, **self._lines(quantities)})

    def count(self, quantities: dict[str, int]) -> None:
        """Says what really lies on the shelf."""
        self.api.hand_over("/stock-counts", self._lines(quantities))

    def stock(self) -> dict[str, Json]:
        """Every item by its article."""
        return {item["article"]: item for item in self.api.everything("/stock", warehouse=self.name)}

    def shipment(self, id: str) -> Json:
        return self.api.get(f"/shipments/{id}")

    def _lines(self, quantities: dict[str, int]) -> Json:
        lines = [{"article": article, "quantity": quantity} for article, quantity in quantities.items()]
        return {"warehouse": self.name, "lines": lines}


@dataclass(frozen=True, slots=True)
class Carrier:
    """Brings the parcels."""

    api: Api

    def report(self, shipment: str, tracking: str, event: str, status: str, at: datetime) -> None:
        """`event` is the carrier's own id of what happened: told twice, it is still one event."""
        body = {
            "tracking": tracking,
            "carrier_event": event,
            "status": status,
            "at": at.astimezone(UTC).isoformat(),
            "place": "Lyon",
        }
        self.api.hand_over(f"/shipments/{shipment}/parcel-events", body)
