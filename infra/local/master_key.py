"""The key that seals personal data on this machine."""

import base64
import secrets
from pathlib import Path

from infra.local.files import turns, write_private


def master_key(folder: Path) -> Path:
    """The file master.key there: 32 random bytes in base64, made once, readable by its owner only."""
    path = folder / "master.key"
    with turns(folder / "secrets.lock"):
        if not path.exists():
            write_private(path, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    return path
