"""Every setting that some program reads: names in capitals that stand as texts in the files that read settings."""

import re

from infra.local.house import clone
from shared.security.secret_files import NAMES

_NAME = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"')
_READERS = (
    "gateway/settings.py",
    "gateway/stream/settings.py",
    "shared/runtime/settings.py",
    "shared/runtime/__main__.py",
    "shared/runtime/failpoints.py",
    "shared/telemetry/tracing.py",
    "shared/telemetry/logs.py",
    "infra/apply.py",
    *(
        f"services/{path.parent.name}/settings.py"
        for path in sorted((clone() / "services").glob("*/settings.py"))
    ),
)


def _read() -> set[str]:
    found = {f"{name}_FILE" for name in NAMES}
    for reader in _READERS:
        found |= set(_NAME.findall((clone() / reader).read_text(encoding="utf-8")))
    return found


KNOWN_SETTINGS = frozenset(_read())
