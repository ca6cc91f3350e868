from pathlib import Path

import pytest

from infra.local.errors import LocalStackError
from infra.local.programs import Program
from infra.local.supervisor_configuration import configuration


def text_for(value: str) -> str:
    program = Program("one", ("run", "a word"), {"NAME": value})
    return configuration(Path("/c/supervisor.sock"), Path("/c/log"), Path("/c"), [program])


def test_a_percent_sign_is_not_taken_for_an_expansion() -> None:
    assert 'NAME="amqp://a:b@host/team%%2Fone"' in text_for("amqp://a:b@host/team%2Fone")


def test_words_of_a_command_stay_apart() -> None:
    assert "command=run 'a word'" in text_for("value")


@pytest.mark.parametrize("value", ['say "no"', "two\nlines", "'quoted'"])
def test_what_supervisord_cannot_read_is_refused(value: str) -> None:
    with pytest.raises(LocalStackError, match="NAME"):
        text_for(value)
