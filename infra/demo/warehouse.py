"""The warehouse keeper and the carrier: goods in and out, lots, counts, parcels, claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.demo.api import Api, Json

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Keeps the shelves of every house; `main` where none is named. Quantities are pieces by article."""

    api: Api

    def define(self, code: str, name: str, postcode: str, city: str, **more: int) -> None:
        """Says where a house is; `more` is pieces_per_parcel and the like."""
        house = {"name": name, "postcode": postcode, "city": city, **more}
        self.api.done(f"/warehouses/{code}", house, method="PUT")

    def choose_by(self, rule: str) -> None:
        """nearest, fullest or one_parcel."""
        self.api.done("/warehouse-rule", {"rule": rule}, method="PUT")

    def keep_track(self, article: str, label: str, **how: bool) -> None:
        """Defines an article whose pieces are told apart: lot_tracked or serial_tracked."""
        self.api.done(f"/articles/{article}", {"label": label, **how}, method="PUT")

    def receive(
        self, reference: str, quantities: Mapping[str, int], house: str = MAIN, cost: str = ""
    ) -> None:
        """cost: of each piece, in euros without VAT; unsaid it is the house's own average."""
        told = {"unit_cost": cost} if cost else {}
        lines = [{"article": article, "quantity": pieces, **told} for article, pieces in quantities.items()]
        self.api.done("/goods-receipts", {"reference": reference, "warehouse": house, "lines": lines})

    def receive_told_apart(self, reference: str, *lines: Json) -> str:
        """Goods with lots or serial numbers. Why they are not taken in; empty when they are."""
        return self.api.code_of(
            "/goods-receipts", {"reference": reference, "warehouse": MAIN, "lines": list(lines)}
        )

    def count(self, quantities: Mapping[str, int], house: str = MAIN, list: str = "") -> None:
        """Says what really lies on the shelf. list: the full count that it belongs to."""
        lines = [{"article": article, "quantity": pieces} for article, pieces in quantities.items()]
        belongs = {"list": list} if list else {}
        self.api.done("/stock-counts", {"warehouse": house, "lines": lines, **belongs})

    def begin_full_count(self, house: str) -> str:
        """Its id. Nothing comes in or leaves until it is closed."""
        return str(self.api.done("/stock-count-lists", {"warehouse": house, "frozen": True})["id"])

    def close_full_count(self, list: str) -> Json:
        """The count as it was closed."""
        self.api.done(f"/stock-count-lists/{list}/close")
        return self.api.get(f"/stock-count-lists/{list}")

    def stock(self, house: str = MAIN) -> dict[str, Json]:
        """Every item by its article."""
        return {item["article"]: item for item in self.api.everything("/stock", warehouse=house)}

    def houses(self) -> list[str]:
        """The codes of all that are defined."""
        return [one["code"] for one in self.api.get("/warehouses")["items"]]

    def movements(self, house: str) -> list[Json]:
        """Why quantities on hand changed."""
        return self.api.everything("/stock/movements", warehouse=house)

    def worth(self) -> str:
        """What everything on the shelves cost, in euros."""
        return str(self.api.get("/stock/valuation")["value"])

    def order_again_at(self, article: str, point: int, up_to: int, pack: int) -> None:
        """When to order more of an article, up to how many, in packs of how many."""
        rule = {"point": point, "up_to": up_to, "pack": pack}
        self.api.done(f"/stock/{MAIN}/{article}/reorder-rule", rule, method="PUT")

    def low(self) -> dict[str, int]:
        """What runs low, and how many pieces to order."""
        return {item["article"]: item["proposed"] for item in self.api.everything("/stock/low")}

    def recall(self, article: str, lot: str, reason: str) -> list[Json]:
        """Keeps a lot on the shelf for good; who had pieces of it."""
        self.api.done(f"/articles/{article}/lots/{lot}/recall", {"reason": reason})
        return self.who_had(article, lot)

    def who_had(self, article: str, lot: str) -> list[Json]:
        """The shipments that pieces of a lot left with."""
        return self.api.everything(f"/articles/{article}/lots/{lot}/shipments")

    def who_had_serial(self, article: str, serial: str) -> list[Json]:
        return self.api.everything(f"/articles/{article}/serials/{serial}/shipments")

    def shipment(self, id: str) -> Json:
        return self.api.get(f"/shipments/{id}")

    def shipments(self, case: str) -> list[Json]:
        return self.api.everything("/shipments", case=case)

    def claims(self, case: str) -> list[Json]:
        """About parcels of one case, that are not settled yet."""
        return [one for one in self.api.everything("/claims") if one["case"] == case]

    def settle(self, claim: Json, outcome: str, **paid: str) -> None:
        """paid (with the amount), refused, found or returned."""
        self.api.done(f"/claims/{claim['id']}/settlement", {"outcome": outcome, **paid})


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
