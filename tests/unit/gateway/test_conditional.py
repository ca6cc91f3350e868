"""Entity tags: what a client has is not sent again, and what it has not read is not changed."""

import pytest
from flask import Request, Response
from werkzeug.test import EnvironBuilder

from gateway.reading import conditional
from gateway.reading.conditional import entity_tag, expected_version, tagged
from gateway.refusing.problems import Problem


def request(**headers: str) -> Request:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Request(EnvironBuilder(headers=given).get_environ())


def test_an_unchanged_answer_is_not_sent_again() -> None:
    first = tagged(request(), Response(b'{"a":1}'))

    again = tagged(request(If_None_Match=first.headers["ETag"]), Response(b'{"a":1}'))

    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize("given", ["W/{}", '"other", {}', "*"])
def test_a_tag_is_found_weak_among_others_and_by_the_star(given: str) -> None:
    tag = entity_tag(b"x", 7)
    response = Response(b"x", headers={"ETag": tag})

    assert tagged(request(If_None_Match=given.format(tag)), response).status_code == 304


def test_a_changed_answer_is_sent() -> None:
    first = tagged(request(), Response(b"old"))

    again = tagged(request(If_None_Match=first.headers["ETag"]), Response(b"new"))

    assert (again.status_code, again.get_data()) == (200, b"new")


def test_a_refusal_has_no_tag() -> None:
    assert "ETag" not in tagged(request(), Response(b"x", 404)).headers


def test_an_edit_names_the_version_that_was_read() -> None:
    assert expected_version(request(If_Match=entity_tag(b"x", 7)), "required") == 7


def test_any_version_is_named_by_the_star_or_by_silence_where_that_is_allowed() -> None:
    assert expected_version(request(If_Match="*"), "required") is None
    assert expected_version(request(), "supported") is None
    assert expected_version(request(If_Match='"7-x"'), "") is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"If_Match": "7"}, 400),
        ({"If_Match": '"7-a", "8-b"'}, 400),
        ({"If_Match": ""}, 400),
        ({"If_Match": 'W/"7-a"'}, 412),
        ({"If_Match": '"abc"'}, 412),
        ({"If_Match": '"' + "9" * 19 + '-a"'}, 412),
    ],
)
def test_an_edit_that_does_not_say_what_it_changes_is_refused(headers: dict[str, str], status: int) -> None:
    with pytest.raises(Problem) as caught:
        expected_version(request(**headers), "required")

    assert (caught.value.status, caught.value.errors[0].parameter) == (status, "If-Match")


def test_an_edit_of_an_old_version_is_refused() -> None:
    conditional.check_version(7, 7)
    conditional.check_version(None, 8)
    with pytest.raises(Problem) as caught:
        conditional.check_version(7, 8)

    assert caught.value.status == 412
