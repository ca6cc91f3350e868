"""Cursors come back as they were given, and nothing else is taken for one."""

import pytest

from gateway.cursors import cursor, place
from gateway.problems import Problem


@pytest.mark.parametrize("at", ["case_0198c1a2b3c47d5e8f90123456789abc", "3.12", "2026-03-31T10:00:00Z|x"])
def test_a_cursor_leads_back_to_its_place(at: str) -> None:
    assert place(cursor(at)) == at


def test_the_first_page_needs_none() -> None:
    assert place(None) is None


@pytest.mark.parametrize(
    "given", ["", "!!!", "a", "\u00e9", cursor("a b"), cursor("x" * 301), "eyIkbmUiOm51bGx9\n"]
)
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(Problem) as caught:
        place(given)

    assert (caught.value.status, caught.value.errors[0].parameter) == (422, "cursor")
