"""Uploads under one Idempotency-Key are told apart by their content, not by the ids that they were given."""

from gateway.accepting.idempotency import beside_id


def test_the_same_file_sent_twice_at_the_same_time_is_one_request() -> None:
    first = b'{"id": "doc_1", "sha256": "ab", "size": 3}'
    second = b'{"size": 3, "sha256": "ab", "id": "doc_2"}'

    assert beside_id(first) == beside_id(second)


def test_another_file_is_another_request() -> None:
    first = b'{"id": "doc_1", "sha256": "ab", "size": 3}'
    other = b'{"id": "doc_1", "sha256": "cd", "size": 3}'

    assert beside_id(first) != beside_id(other)
