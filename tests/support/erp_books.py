"""What the stand-in ERP has booked, and how it was told to misbehave."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MODES = {
    "ok": "does what it should",
    "fail": "answers 500 before booking anything",
    "hang": "books nothing and answers only when stopped or reset",
    "unavailable": "answers 503 with Retry-After",
    "busy": "answers 429 with Retry-After",
    "lose_answer": "books, then closes the connection without an answer",
    "refuse": "refuses the entries named in `keys` with 422 in their results, and books the others",
    "refuse_call": "answers 422 to any call that carries one of `keys`",
    "busy_entries": "answers 429 with retry_after in the results of `keys`, and books the others",
    "forbid": "answers 401",
    "garble": "books, then answers something that is not JSON",
    "flood": "books, then answers two million bytes",
    "trickle": "books, then answers a byte now and then, for ever",
    "forget_some": "books all, but its answer leaves out `keys`",
}


@dataclass
class Orders:
    """How the next calls are to misbehave; times: how many, -1 for all."""

    mode: str = "ok"
    times: int = -1
    retry_after: str = "7"
    keys: frozenset[str] = frozenset()


@dataclass
class Books:
    """What the ERP has booked; every access holds the lock."""

    token: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    orders: Orders = field(default_factory=Orders)
    bookings: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wake: threading.Event = field(default_factory=threading.Event)

    def next_orders(self, *only: str) -> Orders:
        """The orders for one call, which wear out; those of other modes than `only` wait for another call."""
        with self.lock:
            orders = self.orders
            if orders.times == 0 or (only and orders.mode not in only):
                return Orders()
            if orders.times > 0:
                orders.times -= 1
            self.counts[f"mode.{orders.mode}"] += 1
            return Orders(orders.mode, orders.times, orders.retry_after, orders.keys)

    def order(self, orders: Orders) -> None:
        if orders.mode not in MODES:
            raise ValueError(f"no mode {orders.mode!r}; there are {', '.join(MODES)}")
        with self.lock:
            self.orders = orders
            self.wake.set()
            self.wake = threading.Event()

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def counted(self) -> dict[str, int]:
        with self.lock:
            return dict(self.counts)

    def book(self, entry: dict[str, Any]) -> dict[str, Any]:
        """One result; the same key again is the same booking, with other content a conflict."""
        key = entry["idempotency_key"]
        with self.lock:
            before = self.bookings.get(key)
            if before is None:
                reference = f"ERP-{len(self.bookings) + 1:06d}"
                self.bookings[key] = {"reference": reference, "entry": entry}
                self.counts["booked"] += 1
                return {"idempotency_key": key, "status": 201, "reference": reference}
            self.counts["repeated"] += 1
            if before["entry"] != entry:
                return {"idempotency_key": key, "status": 409, "error": "another entry has this key"}
            return {"idempotency_key": key, "status": 200, "reference": before["reference"]}

    def find(self, key: str) -> dict[str, Any] | None:
        with self.lock:
            return self.bookings.get(key)

    def listing(self) -> list[dict[str, Any]]:
        with self.lock:
            return [{"idempotency_key": key, **booking} for key, booking in self.bookings.items()]

    def reset(self) -> None:
        self.order(Orders())
        with self.lock:
            self.bookings.clear()
            self.counts.clear()
