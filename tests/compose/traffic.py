"""Orders that keep coming while the platform is taken apart; what was accepted is written down and followed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex

import requests

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.unit.validation.files import a_pdf

_PAUSE = 0.4
_AGAIN_AFTER = 0.3
PIECES = 2
"""Of the article in each order."""


@dataclass(slots=True)
class Accepted:
    """cases: answered with 202. unanswered: how often a request had to be sent again."""

    shop: FrontOffice
    cases: list[str] = field(default_factory=list)
    unanswered: int = 0

    def order(self, enough: threading.Event | None = None) -> str:
        """One order with its signed copy, handed over as a careful client does: the same again under the same keys
        until it is answered. Empty when it was enough before."""
        customer = token_hex(6)
        document = self._until_answered("/v1/documents", f"file-{customer}", enough, file=a_pdf())
        if not document:
            return ""
        body = an_order(customer=f"C-{customer}", signed=document)
        case = self._until_answered("/v1/cases", f"order-{customer}", enough, body=body)
        if case:
            self.cases.append(case)
        return case

    def _until_answered(
        self,
        path: str,
        key: str,
        enough: threading.Event | None,
        *,
        body: dict[str, object] | None = None,
        file: bytes = b"",
    ) -> str:
        more = {"data": file, "headers": {"Content-Type": "application/pdf"}} if file else {}
        for _ in range(2_000):
            try:
                answer = self.shop.ask("POST", path, body, again=key, **more)
                if answer.status_code in (201, 202):
                    id: str = answer.json()["id"]
                    return id
                assert answer.status_code in (409, 429, 500, 502, 503, 504), answer.text
            except requests.RequestException:
                pass
            self.unanswered += 1
            if (enough or threading.Event()).wait(_AGAIN_AFTER) and enough is not None:
                return ""
        raise AssertionError(f"no answer to POST {path} under {key}")

    def closed(self) -> int:
        return sum(self.status(case) == "closed" for case in list(self.cases))

    def status(self, case: str) -> str:
        """Empty while the gateway does not tell."""
        try:
            answer = self.shop.ask("GET", f"/v1/cases/{case}")
            return str(answer.json()["status"]) if answer.ok else ""
        except requests.RequestException:
            return ""

    def wait_closed(self, cases: list[str], within: float) -> None:
        """Until each of these cases has ended as it should. Raises AssertionError that says how they are."""
        left = list(cases)

        def all_closed() -> bool:
            left[:] = [case for case in left if self.status(case) != "closed"]
            return not left

        wait_until(all_closed, within, lambda: f"{ {case: self.status(case) for case in left[:5]} } closed")


@contextmanager
def orders_coming(accepted: Accepted) -> Iterator[Accepted]:
    """One after the other as long as this lasts."""
    enough = threading.Event()

    def hand_over() -> None:
        while not enough.wait(_PAUSE):
            accepted.order(enough)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(hand_over)
        try:
            yield accepted
        finally:
            enough.set()
            running.result()
