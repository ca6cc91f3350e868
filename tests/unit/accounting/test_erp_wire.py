"""What an ERP may answer, and what of it is believed."""

import pytest

from services.accounting.adapters.erp_wire import (
    EntryAnswer,
    UnreadableAnswerError,
    answers_in,
    error_in,
    reference_in,
)


def test_results_are_read_by_key() -> None:
    body = b"""{"results": [{"idempotency_key": "a", "status": 201, "reference": "R1"},
        {"idempotency_key": "b", "status": 422, "error": "closed"},
        {"idempotency_key": "c", "status": 429, "retry_after": 5, "reference": null}]}"""

    assert answers_in(body) == {
        "a": EntryAnswer(201, "R1"),
        "b": EntryAnswer(422, error="closed"),
        "c": EntryAnswer(429, retry_after="5"),
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"results": {}}',
        b'{"results": [1]}',
        b'{"results": [{"status": 201}]}',
        b'{"results": [{"idempotency_key": "a", "status": "201"}]}',
        b'{"results": [{"idempotency_key": "a", "status": true}]}',
        b"[" * 100_000,
    ],
)
def test_anything_else_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableAnswerError):
        answers_in(body)


def test_texts_of_a_partner_are_cut_to_a_sane_length() -> None:
    assert len(reference_in(b'{"reference": "' + b"x" * 5000 + b'"}')) == 200
    assert len(error_in(b'{"error": "' + b"x" * 5000 + b'"}')) == 500
    assert error_in(b"<html>") == ""
    with pytest.raises(UnreadableAnswerError):
        reference_in(b'{"reference": ""}')
