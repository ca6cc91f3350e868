"""Secrets that come from files rather than from the environment, as containers mount them."""

from collections.abc import MutableMapping
from pathlib import Path

from shared.contracts.errors import SettingsError

NAMES = ("AMQP_URL", "MONGODB_URL", "AMQP_ADMIN_URL", "MONGODB_ADMIN_URL", "RABBITMQ_MANAGEMENT_URL")
"""Settings that carry a password, and may therefore be given as `<NAME>_FILE`."""


def read_secret_files(environ: MutableMapping[str, str]) -> None:
    """For each name of which `<NAME>_FILE` is set, puts that file's text under the name itself.

    Done at the start of a process, and again where it reads its settings anew, so that a rotated secret is taken up:
    the file counts, whatever stood under the name. Raises SettingsError when a file cannot be read or is empty.
    """
    for name in NAMES:
        if path := environ.get(f"{name}_FILE", ""):
            environ[name] = secret_in(path, f"{name}_FILE")


def secret_in(path: str, setting: str) -> str:
    """The text of a file that holds one secret, without the space around it.

    setting: which setting names the file. Raises SettingsError when the file cannot be read or is empty.
    """
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        reason = getattr(unreadable, "strerror", None) or "not a text file"
        raise SettingsError(f"{setting}: cannot read {path}: {reason}") from unreadable
    if not text:
        raise SettingsError(f"{setting}: {path} is empty")
    return text
