"""Connection addresses that come from files rather than from the environment, as containers mount secrets."""

from collections.abc import MutableMapping
from pathlib import Path

from shared.contracts.errors import SettingsError

NAMES = ("AMQP_URL", "MONGODB_URL", "AMQP_ADMIN_URL", "MONGODB_ADMIN_URL", "RABBITMQ_MANAGEMENT_URL")
"""Settings that carry a password, and may therefore be given as `<NAME>_FILE`."""


def read_secret_files(environ: MutableMapping[str, str]) -> None:
    """For each name of which `<NAME>_FILE` is set, puts that file's text, stripped, under the name itself.

    Called once at the start of a process, so that a rotated secret is taken up by a restart. Raises SettingsError when
    a file cannot be read, is empty, or when both forms are given.
    """
    for name in NAMES:
        path = environ.get(f"{name}_FILE", "")
        if not path:
            continue
        if environ.get(name):
            raise SettingsError(f"give {name} or {name}_FILE, not both")
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            reason = getattr(unreadable, "strerror", None) or "not a text file"
            raise SettingsError(f"{name}_FILE: cannot read {path}: {reason}") from unreadable
        if not text:
            raise SettingsError(f"{name}_FILE: {path} is empty")
        environ[name] = text
        # A second call in the same process, or a child, must not find both.
        del environ[f"{name}_FILE"]
