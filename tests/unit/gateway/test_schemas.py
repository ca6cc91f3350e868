"""What a body may look like."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from gateway import examples
from gateway.reading.incoming import faults
from gateway.schemas.cases import CaseList, Correction, NewCase
from gateway.schemas.commands import (
    NewPayment,
    ParcelEvent,
    ReviewDecision,
)
from gateway.schemas.explained import Shape
from gateway.schemas.goods import GoodsReceipt, StockCount
from gateway.schemas.parties import Party, holds
from gateway.schemas.receivers import NewSubscription

EXAMPLES: list[tuple[type[Shape], dict[str, Any]]] = [
    (NewCase, examples.CASE),
    (ReviewDecision, examples.DECISION),
    (NewPayment, examples.PAYMENT),
    (GoodsReceipt, examples.GOODS),
    (StockCount, examples.COUNT),
    (ParcelEvent, examples.PARCEL_EVENT),
    (NewSubscription, examples.SUBSCRIPTION),
    (NewSubscription, examples.MAIL_SUBSCRIPTION),
]


def pointers(schema: Shape, body: Any) -> set[str | None]:
    try:
        schema.load(body)
    except ValidationError as error:
        return {fault.pointer for fault in faults(error.messages)}
    return set()


def places(value: Any, at: str = "") -> list[str]:
    """Pointers to everything in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return ([at] if at else []) + [place for key, one in inner for place in places(one, f"{at}/{key}")]


def with_put(body: Any, pointer: str, put: Any) -> Any:
    changed = copy.deepcopy(body)
    *way, last = pointer.strip("/").split("/")
    holder = changed
    for key in way:
        holder = holder[int(key) if isinstance(holder, list) else key]
    holder[int(last) if isinstance(holder, list) else last] = put
    return changed


@pytest.mark.parametrize(("kind", "body"), EXAMPLES)
def test_the_documented_examples_are_accepted(kind: type[Shape], body: dict[str, Any]) -> None:
    assert pointers(kind(), body) == set()


@pytest.mark.parametrize(("kind", "body"), EXAMPLES)
@pytest.mark.parametrize(
    "put", [{"$ne": None}, None, [["x"]], True, 1e300, "\x00", "x" * 5000, {"$where": "1"}]
)
def test_no_place_takes_another_kind_of_thing(kind: type[Shape], body: dict[str, Any], put: Any) -> None:
    schema = kind()

    for place in places(body):
        assert any(
            (found or "").startswith(place) for found in pointers(schema, with_put(body, place, put))
        ), place


@pytest.mark.parametrize(("kind", "body"), EXAMPLES)
def test_unknown_fields_are_refused_wherever_they_stand(kind: type[Shape], body: dict[str, Any]) -> None:
    schema = kind()

    assert pointers(schema, body | {"bogus": 1}) == {"/bogus"}
    for place in places(body):
        if isinstance(_at(body, place), dict):
            assert pointers(schema, with_put(body, f"{place}/bogus", 1)) == {f"{place}/bogus"}


def _at(body: Any, pointer: str) -> Any:
    for key in pointer.strip("/").split("/"):
        body = body[int(key) if isinstance(body, list) else key]
    return body


@pytest.mark.parametrize("body", [None, [], "x", 1, True, [{}]])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(ValidationError):
        NewCase().load(body)


@pytest.mark.parametrize("amount", ["12.50", "0", "999999999999.99", "0.1"])
def test_amounts_are_texts_and_exact(amount: str) -> None:
    case = NewCase().load(with_put(examples.CASE, "/lines/0/unit_price", amount))

    assert case["lines"][0]["unit_price"] == Decimal(amount)


@pytest.mark.parametrize(
    "amount",
    [
        "12.505",
        "1e3",
        "1,000",
        "12,50",
        " 1",
        "+1",
        "-1",
        "1.",
        ".5",
        "",
        "NaN",
        "Infinity",
        "\u0661",
        12.5,
        12,
    ],
)
def test_what_is_no_amount_is_refused(amount: object) -> None:
    assert pointers(NewCase(), with_put(examples.CASE, "/lines/0/unit_price", amount)) == {
        "/lines/0/unit_price"
    }


@pytest.mark.parametrize("quantity", [0, -1, 1.0, "4", 1_000_001, True])
def test_a_quantity_is_a_positive_whole_number(quantity: object) -> None:
    assert pointers(NewCase(), with_put(examples.CASE, "/lines/1/quantity", quantity)) == {
        "/lines/1/quantity"
    }


def test_a_payment_of_nothing_is_refused() -> None:
    assert pointers(NewPayment(), examples.PAYMENT | {"amount": "0.00"}) == {"/amount"}


def test_too_many_lines_are_refused() -> None:
    line = examples.CASE["lines"][0]

    assert pointers(NewCase(), examples.CASE | {"lines": [line] * 501}) == {"/lines"}


def test_one_document_stands_once() -> None:
    document = {"id": "doc_1", "kind": "contract"}

    assert pointers(NewCase(), examples.CASE | {"documents": [document, document]}) == {"/documents"}


def test_one_article_is_counted_once() -> None:
    line = {"article": "CH-100", "quantity": 1}

    assert pointers(StockCount(), {"warehouse": "lyon", "lines": [line, line]}) == {"/lines"}


@pytest.mark.parametrize("answer", ["refuse", "correct"])
def test_a_refusal_says_why(answer: str) -> None:
    assert pointers(ReviewDecision(), {"round": 1, "answer": answer, "reason": " "}) == {"/reason"}


@pytest.mark.parametrize("at", ["2026-03-31T10:00:00", "yesterday", "2026-03-31", "2026-13-01T00:00:00Z", 5])
def test_an_instant_has_its_offset(at: object) -> None:
    assert pointers(ParcelEvent(), examples.PARCEL_EVENT | {"at": at}) == {"/at"}


@pytest.mark.parametrize("day", ["2026-02-30", "20260331", "31/03/2026", "2026-3-31", 5])
def test_a_day_is_a_real_one(day: object) -> None:
    assert pointers(NewPayment(), examples.PAYMENT | {"received_on": day}) == {"/received_on"}


def test_a_correction_may_change_one_thing_alone() -> None:
    assert pointers(Correction(), {"totals": {"net": "1.00"}}) == set()


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "", "\u0663"])
def test_a_page_has_one_to_a_hundred_items(limit: str) -> None:
    assert pointers(CaseList(), {"limit": limit}) == {"/limit"}


def test_a_party_says_what_can_be_checked() -> None:
    party = Party().load(
        {
            "role": "buyer",
            "name": "Ateliers Roche",
            "siren": "404833048",
            "bank_account": {"iban": "FR76 3000"},
        }
    )

    assert holds(party) == ("iban", "siren")


def test_every_fault_says_what_to_do() -> None:
    with pytest.raises(ValidationError) as caught:
        NewCase().load({"bogus": 1, "lines": [{"quantity": "x"}], "priority": "soon", "tags": "web"})

    assert all(fault.detail and fault.remedy and fault.code for fault in faults(caught.value.messages))
