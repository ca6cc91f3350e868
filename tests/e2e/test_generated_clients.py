"""Clients come from the document: generated here, and a story told with each.

The TypeScript one needs node and npm; `make verify-documents` runs it.
"""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from infra.local.house import clone
from tests.support.front_office import FrontOffice
from tests.support.npm import BINARIES, install, needs_npm, run

STORIES = Path(__file__).parent / "clients"
DOCUMENT = clone() / "gateway" / "openapi.json"
ORDER = clone() / "infra" / "demo" / "signed-order.pdf"
SEEN = {
    "same": True,
    "status": "closed",
    "took": True,
    "problem": "invalid",
    "results": [202, 422],
    "named": "/type",
    "listed": True,
    "facts": True,
    "events": ["case.closed", "case.opened"],
}


def test_a_generated_python_client_tells_a_story(shop: FrontOffice, tmp_path: Path) -> None:
    shop.stock_up({"CH-100": 2})
    generated = tmp_path / "coulisse_client"
    words = ["generate", "--path", str(DOCUMENT), "--output-path", str(generated), "--meta", "none"]

    said = run([str(BINARIES / "openapi-python-client"), *words], tmp_path)
    seen = told(shop, [sys.executable, str(STORIES / "story.py"), str(ORDER)], PYTHONPATH=str(tmp_path))

    assert seen == SEEN
    left_out = re.findall(r"parsing ([A-Z]+ \S+) within \S+ Endpoint will not be generated", said)
    assert left_out == []


@needs_npm
def test_a_generated_typescript_client_compiles_strictly_and_tells_a_story(
    shop: FrontOffice, tmp_path: Path
) -> None:
    shop.stock_up({"CH-100": 2})
    generator = [str(BINARIES / "openapi-generator-cli"), "generate", "-g", "typescript-fetch"]
    run([*generator, "-i", str(DOCUMENT), "-o", str(tmp_path / "client"), *EXTENSIONS], tmp_path)
    shutil.copy(STORIES / "story.mts", tmp_path / "story.mts")
    install(tmp_path, "typescript@5.9.3", "@types/node@22.20.5")

    run(["npx", "tsc", *STRICT, "story.mts"], tmp_path)
    seen = told(shop, ["node", str(tmp_path / "out" / "story.mjs"), str(ORDER)])

    assert seen == SEEN


EXTENSIONS = ["--additional-properties=importFileExtension=.js"]
STRICT = [
    "--strict",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
    "--lib",
    "es2022,dom",
    "--types",
    "node",
    "--outDir",
    "out",
]


def told(shop: FrontOffice, command: list[str], **environ: str) -> dict[str, Any]:
    said = run(command, clone(), COULISSE_URL=shop.url, COULISSE_API_KEY=shop.key, **environ)
    seen: dict[str, Any] = json.loads(said.splitlines()[-1])
    return seen
