"""Cursors come back as they were given, open only the list that they came from, and nothing else is taken for one."""

import base64

import pytest

from gateway.answering.cursors import list_of, opened, signed
from gateway.refusing.problems import Problem
from shared.security.sealing import Sealer

SEALER = Sealer(bytes(32))
CASES = list_of("acme", "/v1/cases", {"status": "open", "limit": 50, "cursor": None})
PLACE = "case_0198c1a2b3c47d5e8f90123456789abc"


@pytest.mark.parametrize("at", [PLACE, "3.12", "2026-03-31T10:00:00Z|x"])
def test_a_cursor_leads_back_to_its_place(at: str) -> None:
    assert opened(SEALER, CASES, signed(SEALER, CASES, at)) == at


def test_the_same_place_has_the_same_cursor_whatever_the_size_of_the_page() -> None:
    larger = list_of("acme", "/v1/cases", {"limit": 100, "status": "open", "cursor": "x"})

    assert signed(SEALER, CASES, PLACE) == signed(SEALER, larger, PLACE)


@pytest.mark.parametrize(
    "other",
    [
        list_of("globex", "/v1/cases", {"status": "open"}),
        list_of("acme", "/v1/reviews", {"status": "open"}),
        list_of("acme", "/v1/cases", {"status": "closed"}),
        list_of("acme", "/v1/cases", {}),
    ],
)
def test_a_cursor_opens_no_other_list(other: bytes) -> None:
    with pytest.raises(Problem):
        opened(SEALER, other, signed(SEALER, CASES, PLACE))


def test_a_cursor_of_another_house_opens_nothing() -> None:
    with pytest.raises(Problem):
        opened(SEALER, CASES, signed(Sealer(bytes(31) + b"x"), CASES, PLACE))


def changed(cursor: str) -> str:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    return base64.urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode().rstrip("=")


@pytest.mark.parametrize(
    "given",
    [
        "", "!!!", "a", "\u00e9", "eyIkbmUiOm51bGx9\n", "A" * 22, PLACE,
        signed(SEALER, CASES, "a b"), signed(SEALER, CASES, "x" * 301), changed(signed(SEALER, CASES, PLACE)),
    ],
)  # fmt: skip
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(Problem) as caught:
        opened(SEALER, CASES, given)

    assert (caught.value.status, caught.value.errors[0].parameter) == (422, "cursor")
