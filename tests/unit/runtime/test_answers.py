"""What the sender of a command learns of it is kept with the inbox, for commands from outside only."""

import pytest

from shared.contracts.cases import CancelCase
from shared.contracts.decision import Answer, Decision, Known, Moment, done, on, refused
from shared.contracts.values import Actor
from shared.persistence.outcomes import inbox_document
from shared.persistence.store import Commit
from shared.runtime.room import Room
from tests.support.deciding import START, Deciding
from tests.unit.runtime.till import COLLECTIONS, bench, wish

CANCEL = CancelCase(case="case_1", actor=Actor(kind="client", id="shop"), reason="twice")
NO = refused("too_late", "It is over.", "Read the case.", "/case")


def desk_answering(answer: Answer | None) -> Deciding:
    def decide(_message: CancelCase, _known: Known, _moment: Moment) -> Decision:
        return Decision(answer=answer)

    return Deciding(Room("intake", COLLECTIONS, (on(CancelCase, decide),)))


@pytest.mark.parametrize("answer", [NO, done(number="SO-1")])
def test_the_answer_to_a_command_from_outside_is_kept_even_if_nothing_else_is(answer: Answer) -> None:
    desk = desk_answering(answer)

    desk.tell(CANCEL, id="a")

    assert desk.store.inbox == {"a"}
    assert desk.store.answers == {"a": answer}


def test_a_command_from_outside_without_an_answer_is_known_to_be_handled() -> None:
    desk = desk_answering(None)

    desk.tell(CANCEL, id="a")

    assert (desk.store.inbox, desk.store.answers) == ({"a"}, {})


def test_of_messages_of_services_no_answer_is_kept() -> None:
    desk = bench(lambda *_: Decision(answer=NO))

    desk.tell(wish(1), id="a")

    assert (desk.store.inbox, desk.store.answers) == (set(), {})


def test_a_repeat_does_not_change_the_first_answer() -> None:
    desk = desk_answering(NO)
    desk.tell(CANCEL, id="a")
    desk.store.answers["a"] = done()

    desk.try_tell([CANCEL], ids=["a"])

    assert desk.store.answers == {"a": done()}


def test_the_inbox_keeps_what_there_is_to_say_and_no_more() -> None:
    commit = Commit("c", START, handled=["a", "b", "c"], answers={"a": NO, "b": done(number="SO-1")})

    assert inbox_document(commit)["answers"] == [
        {
            "id": "a",
            "status": "refused",
            "code": "too_late",
            "detail": "It is over.",
            "remedy": "Read the case.",
            "pointer": "/case",
        },
        {"id": "b", "status": "done", "result": {"number": "SO-1"}},
    ]
    assert "answers" not in inbox_document(Commit("c", START, handled=["a"]))
