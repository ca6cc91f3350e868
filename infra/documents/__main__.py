"""`python -m infra.documents`: write the documents of the contract. `--check` compares instead.

Exit status 0 when all is well, 1 when a document differs from the code, 2 when writing it would break those who rely on
it (`--break` writes it all the same: before the first release, or with a new version of the API).
"""

import json
import sys
from pathlib import Path
from typing import Any

from infra.documents import asyncapi, openapi
from infra.documents.breaking import breaks
from infra.local.house import clone

DOCUMENTS = {"gateway/openapi.json": openapi.document, "shared/contracts/asyncapi.json": asyncapi.document}


def main(arguments: list[str]) -> int:
    status = 0
    for name, make in DOCUMENTS.items():
        path = clone() / name
        made = json.loads(as_text(make()))
        kept = _kept(path)
        found = [] if "--break" in arguments else breaks(kept, made)
        for one in found:
            sys.stderr.write(f"{name}: {one}\n")
        if found:
            status = 2
        elif "--check" not in arguments:
            path.write_text(as_text(made))
        elif kept != made:
            sys.stderr.write(f"{name} differs from the code: run `make documents` and commit it\n")
            status = max(status, 1)
    return status


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _kept(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
