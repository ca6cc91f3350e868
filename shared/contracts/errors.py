"""The error tree: what happens to a message is decided by the type of what was raised, in one place."""


class CoulisseError(Exception):
    """Root of everything Coulisse raises on purpose."""


class RefusedError(CoulisseError):
    """The business says no. Inside a decision a refusal is an outcome, not an exception."""


class TransientError(CoulisseError):
    """May pass if tried again: the runtime retries at once, then on the ladder of delays."""


class NotYetError(TransientError):
    """A message overtook the one it builds on; the ladder brings it back."""


class UnavailableError(TransientError):
    """The database or the broker is away: consuming pauses and no attempt is counted."""


class ConflictError(TransientError):
    """Somebody else changed what was read: load again, decide again."""


class BrokenError(CoulisseError):
    """Trying again cannot help: the message goes to the failed store at once."""


class SettingsError(CoulisseError):
    """The environment lacks something, or says it wrongly; the text names every variable at fault."""


class UnreadableError(BrokenError):
    """The bytes are not a message of the contract; says what is wrong and where, never the content."""


class UnknownTypeError(TransientError):
    """No such message type or version here; a newer sender during a rollout is served by the ladder."""


class ForeignTenantError(BrokenError):
    """A message names an entity of another tenant."""


class ForeignSenderError(BrokenError):
    """A room sends a message that its contract does not name it a sender of."""


class OversizedError(BrokenError):
    """A room sends a message that is larger than its receivers take."""
