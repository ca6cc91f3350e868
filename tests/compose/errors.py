"""Why a trial of the compose file cannot begin, or ends early."""

from shared.contracts.errors import CoulisseError


class NoEngineError(CoulisseError):
    """There is no container engine, and none can be started here; the text says what to do."""


class CommandFailedError(CoulisseError):
    """A command of the engine ended with an error; the text holds its last words, `said` all of them."""

    def __init__(self, words: str, said: str = "") -> None:
        super().__init__(words)
        self.said = said
