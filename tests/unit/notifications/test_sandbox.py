"""Trials of webhooks: in sandboxes answers follow from the address, and nobody is called."""

import pytest

from services.notifications.domain.sandbox import HOST, answer_to

SANDBOX = "acme~test"


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/accepts", [204, 204]),
        ("/fails", [500, 500]),
        ("/fails/2", [500, 500, 204, 204]),
        ("/gone", [410]),
        ("/elsewhere", [404]),
        ("/fails/0", [404]),
    ],
)
def test_the_path_says_what_is_answered(path: str, answers: list[int]) -> None:
    url = f"https://{HOST}{path}"

    assert [answer_to(SANDBOX, url, attempt) for attempt in range(1, len(answers) + 1)] == answers


@pytest.mark.parametrize(
    ("tenant", "url"),
    [
        ("acme", f"https://{HOST}/accepts"),
        (SANDBOX, "https://crm.example.org/accepts"),
        (SANDBOX, f"https://crm.example.org/{HOST}/accepts"),
    ],
)
def test_everybody_else_is_called(tenant: str, url: str) -> None:
    assert answer_to(tenant, url, 1) is None
