"""Generated secrets of one folder, kept in secrets.json, readable by its owner only."""

import json
import secrets
from pathlib import Path

from infra.local.files import turns, write_private


class SecretFile:
    """Secrets by name, such as `broker/intake`; each is made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "secrets.json"
        self._lock = folder / "secrets.lock"

    def secret(self, name: str) -> str:
        """256 random bits in characters that need no quoting in a URL."""
        with turns(self._lock):
            known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
            if name not in known:
                known[name] = secrets.token_urlsafe(32)
                write_private(self._file, json.dumps(known, indent=2) + "\n")
            return known[name]
