"""What a backup or a restore can stumble over; each is told in words, with what to do."""

from shared.contracts.errors import CoulisseError


class BackupError(CoulisseError):
    """No backup was made; nothing was left behind."""


class DamagedError(CoulisseError):
    """The backup is not what was written, or cannot be opened with this key."""


class RestoreError(CoulisseError):
    """Nothing was restored, or not all: the message says which."""
