"""What a server needs to speak TLS."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files. authority: who signed; certificate and key; together: both in one file, as mongod wants them."""

    authority: Path
    certificate: Path
    key: Path
    together: Path
