"""The HTTP connector against the stand-in ERP, over real connections, in every way it can fail."""

import http.client
import json
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from time import monotonic
from typing import Any

import pytest

from services.accounting.adapters.erp import MOST_ENTRIES, ErpConnector, erp_performers, exhausted
from services.accounting.adapters.erp_http import ErpHttp
from services.accounting.domain.journal_entry import EntryLine, JournalEntry
from services.accounting.domain.posting import SendEntry
from services.accounting.settings import ErpSettings
from shared.contracts.accounts import NoteSync
from shared.runtime.performing import Done, Effort, GivenUp, Result, TryAgain
from tests.support.erp import StandInErp

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOKEN = "let-me-in"


@pytest.fixture
def erp() -> Iterator[StandInErp]:
    with StandInErp(token=TOKEN) as running:
        yield running


def test_a_hundred_entries_go_in_one_call_and_each_gets_its_reference(erp: StandInErp) -> None:
    efforts = [_effort(f"ent_{number}_sale") for number in range(MOST_ENTRIES)]

    results = _connector(erp).perform(efforts)

    booked = {one["idempotency_key"]: one["reference"] for one in erp.books.listing()}
    assert [_reference(result) for result in results] == [booked[effort.id] for effort in efforts]
    assert erp.books.counted()["posted"] == 1


def test_what_is_sent_is_what_the_readme_documents(erp: StandInErp) -> None:
    _connector(erp).perform([_effort("ent_1_sale")])

    assert erp.books.listing()[0]["entry"] == {
        "idempotency_key": "ent_1_sale",
        "tenant": "acme",
        "ledger": "main",
        "journal": "VE",
        "number": "VE-2026-000001",
        "entered_on": "2026-03-02",
        "piece": "FA-2026-000001",
        "piece_on": "2026-03-02",
        "label": "Facture FA-2026-000001",
        "case": "case_1",
        "currency": "EUR",
        "reverses": None,
        "lines": [
            {
                "account": "411",
                "account_label": "Clients",
                "party": "C-1",
                "debit": "120.00",
                "credit": "0.00",
                "label": "é",
            },
            {
                "account": "707",
                "account_label": "Ventes de marchandises",
                "party": None,
                "debit": "0.00",
                "credit": "120.00",
                "label": "",
            },
        ],
    }


def test_connections_are_kept(erp: StandInErp) -> None:
    connector = _connector(erp)

    for number in range(20):
        connector.perform([_effort(f"ent_{number}_sale")])

    assert erp.connections == 1


@pytest.mark.parametrize("mode", ["lose_answer", "garble", "flood", "fail"])
def test_after_an_unknown_outcome_the_erp_is_asked_before_anything_is_sent_again(
    erp: StandInErp, mode: str
) -> None:
    connector = _connector(erp)
    erp.misbehave(mode, times=1)

    first = connector.perform([_effort("ent_1_sale")])
    second = connector.perform([_effort("ent_1_sale", attempt=2)])

    assert isinstance(first[0], TryAgain)
    assert _reference(second[0]) == "ERP-000001"
    counted = erp.books.counted()
    assert (counted["asked"], counted["booked"], counted.get("repeated", 0)) == (1, 1, 0)


@pytest.mark.parametrize("mode", ["hang", "trickle"])
def test_an_erp_that_does_not_come_to_an_end_is_left_in_time_and_asked_later(
    erp: StandInErp, mode: str
) -> None:
    connector = ErpConnector(ErpHttp(erp.url, TOKEN), call_seconds=0.3)
    erp.misbehave(mode, times=1)
    began = monotonic()

    first = connector.perform([_effort("ent_1_sale")])

    assert isinstance(first[0], TryAgain)
    assert "unknown outcome" in first[0].why
    assert monotonic() - began < 5
    assert isinstance(connector.perform([_effort("ent_1_sale", attempt=2)])[0], Done)


def test_entries_already_tried_do_not_hold_up_new_ones(erp: StandInErp) -> None:
    erp.misbehave("unavailable", times=1)

    results = _connector(erp).perform([_effort("ent_1_sale", attempt=2), _effort("ent_2_sale")])

    assert [type(result) for result in results] == [TryAgain, Done]


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("7", timedelta(seconds=7)),
        ("Mon, 02 Mar 2026 09:00:30 GMT", timedelta(seconds=30)),
        ("999999999", timedelta(hours=1)),
        ("soon", None),
    ],
)
@pytest.mark.parametrize("mode", ["unavailable", "busy"])
def test_a_pause_that_the_erp_asks_for_is_honoured(
    erp: StandInErp, mode: str, header: str, after: timedelta | None
) -> None:
    erp.misbehave(mode, retry_after=header)

    (result,) = _connector(erp).perform([_effort("ent_1_sale")])

    assert isinstance(result, TryAgain)
    assert result.after == after
    assert erp.books.listing() == []


def test_one_refused_entry_is_given_up_and_its_neighbours_are_booked(erp: StandInErp) -> None:
    erp.misbehave("refuse", keys=("ent_2_sale",))

    results = _connector(erp).perform([_effort(f"ent_{number}_sale") for number in (1, 2, 3)])

    assert [type(result) for result in results] == [Done, GivenUp, Done]
    assert results[1] == GivenUp(
        "422 account is closed",
        send=(NoteSync(entry="ent_2_sale", erp_reference="", failure="422 account is closed"),),
    )


def test_a_call_refused_as_a_whole_is_halved_until_the_culprit_stands_alone(erp: StandInErp) -> None:
    erp.misbehave("refuse_call", keys=("ent_5_sale",))

    results = _connector(erp).perform([_effort(f"ent_{number}_sale") for number in range(8)])

    assert [type(result) for result in results] == [Done] * 5 + [GivenUp] + [Done] * 2
    assert len(erp.books.listing()) == 7


def test_single_entries_may_be_put_off(erp: StandInErp) -> None:
    erp.misbehave("busy_entries", keys=("ent_2_sale",), retry_after="11")

    results = _connector(erp).perform([_effort("ent_1_sale"), _effort("ent_2_sale")])

    assert isinstance(results[0], Done)
    assert results[1] == TryAgain("429", timedelta(seconds=11))


def test_an_entry_that_the_answer_leaves_out_is_asked_for_later(erp: StandInErp) -> None:
    connector = _connector(erp)
    erp.misbehave("forget_some", keys=("ent_2_sale",), times=1)

    first = connector.perform([_effort("ent_1_sale"), _effort("ent_2_sale")])
    second = connector.perform([_effort("ent_2_sale", attempt=2)])

    assert [type(result) for result in first] == [Done, TryAgain]
    assert _reference(second[0]) == "ERP-000002"


def test_a_wrong_token_is_not_the_entrys_fault(erp: StandInErp) -> None:
    connector = ErpConnector(ErpHttp(erp.url, "stolen"))

    (result,) = connector.perform([_effort("ent_1_sale")])

    assert result == TryAgain("HTTP 401 wrong token")


def test_another_entry_under_a_used_key_is_given_up(erp: StandInErp) -> None:
    connector = _connector(erp)
    connector.perform([_effort("ent_1_sale")])

    (result,) = connector.perform([_effort("ent_1_sale", piece="FA-2026-000099")])

    assert isinstance(result, GivenUp)
    assert "409" in result.why


def test_an_erp_that_is_not_there_has_seen_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"

        (result,) = ErpConnector(ErpHttp(nobody, TOKEN)).perform([_effort("ent_1_sale")])

    assert isinstance(result, TryAgain)
    assert "cannot be reached" in result.why


def test_a_spent_budget_sends_nothing(erp: StandInErp) -> None:
    seconds = count(step=20)
    connector = ErpConnector(ErpHttp(erp.url, TOKEN), clock=lambda: float(next(seconds)))

    results = connector.perform([_effort("ent_1_sale", attempt=2), _effort("ent_2_sale")])

    assert [type(result) for result in results] == [TryAgain, TryAgain]
    assert erp.books.counted() == {}


def test_the_token_is_in_no_representation(erp: StandInErp) -> None:
    http_client = ErpHttp(erp.url, TOKEN)

    assert TOKEN not in repr(http_client)
    assert TOKEN not in repr(ErpConnector(http_client))
    assert TOKEN not in repr(erp_performers(ErpSettings(erp.url, TOKEN)))


def test_an_exhausted_schedule_tells_why() -> None:
    assert exhausted(_effort("ent_1_sale"), "HTTP 500") == (
        NoteSync(entry="ent_1_sale", erp_reference="", failure="HTTP 500"),
    )


def test_the_stand_in_takes_its_orders_over_http(erp: StandInErp) -> None:
    assert _call(erp, "PUT", "/mode", {"mode": "unavailable", "times": 1})[0] == 200
    assert _call(erp, "PUT", "/mode", {"mode": "unheard of"})[0] == 422
    _connector(erp).perform([_effort("ent_1_sale")])
    _connector(erp).perform([_effort("ent_1_sale")])

    bookings = _call(erp, "GET", "/bookings")[1]["bookings"]
    assert [one["idempotency_key"] for one in bookings] == ["ent_1_sale"]
    assert _call(erp, "GET", "/counts")[1]["mode.unavailable"] == 1
    assert _call(erp, "POST", "/reset")[0] == 200
    assert _call(erp, "GET", "/bookings")[1] == {"bookings": []}


def _connector(erp: StandInErp) -> ErpConnector:
    return ErpConnector(ErpHttp(erp.url, TOKEN))


def _effort(id: str, *, attempt: int = 1, piece: str = "FA-2026-000001") -> Effort[SendEntry]:
    entry = JournalEntry(
        id=id,
        tenant="acme",
        ledger="main",
        journal="VE",
        number="VE-2026-000001",
        entered_on=date(2026, 3, 2),
        piece=piece,
        piece_on=date(2026, 3, 2),
        label="Facture FA-2026-000001",
        case="case_1",
        currency="EUR",
        lines=(
            EntryLine("411", Decimal("120.00"), Decimal("0.00"), "é", "C-1"),
            EntryLine("707", Decimal("0.00"), Decimal("120.00"), ""),
        ),
        posted_at=NOW,
        for_erp=True,
    )
    return Effort(id, SendEntry(entry), "acme", "case_1", "erp", attempt, NOW)


def _reference(result: Result) -> str:
    assert isinstance(result, Done)
    (told,) = result.send
    assert isinstance(told, NoteSync)
    assert told.failure == ""
    return told.erp_reference


def _call(erp: StandInErp, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(erp.url.removeprefix("http://"), timeout=5)
    try:
        connection.request(method, path, json.dumps(body))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
