"""Clients come from the document: generated here, and two stories told with each, one of a front office and one of
those inside.

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
SEEN_INSIDE = {
    "team": ["ada"],
    "lead": None,
    "house": "Lyon",
    "undecided": True,
    "claimed": "done",
    "decided": "done",
    "answer": "accept",
    "priority": "urgent",
    "printed": "%PDF-",
    "columns": 18,
    "balanced": True,
    "letter": True,
    "figures": True,
    "version": "2026-06-01",
    "deprecated": True,
    "ahead": 3600,
    "live": 403,
}


def test_a_generated_python_client_tells_both_stories(shop: FrontOffice, tmp_path: Path) -> None:
    shop.stock_up({"CH-100": 9})
    generated = tmp_path / "coulisse_client"
    words = ["generate", "--path", str(DOCUMENT), "--output-path", str(generated), "--meta", "none"]

    said = run([str(BINARIES / "openapi-python-client"), *words], tmp_path)
    seen = told(shop, [sys.executable, str(STORIES / "story.py"), str(ORDER)], PYTHONPATH=str(tmp_path))
    inside = told(shop, [sys.executable, str(STORIES / "inside.py")], PYTHONPATH=str(tmp_path))
    as_in_readme(shop, [sys.executable, "-c", readme("python")], PYTHONPATH=str(tmp_path))

    assert seen == SEEN
    assert inside == SEEN_INSIDE
    left_out = re.findall(r"parsing ([A-Z]+ \S+) within \S+ Endpoint will not be generated", said)
    assert left_out == []


@needs_npm
def test_a_generated_typescript_client_compiles_strictly_and_tells_both_stories(
    shop: FrontOffice, tmp_path: Path
) -> None:
    shop.stock_up({"CH-100": 9})
    generator = [str(BINARIES / "openapi-generator-cli"), "generate", "-g", "typescript-fetch"]
    run([*generator, "-i", str(DOCUMENT), "-o", str(tmp_path / "client"), *EXTENSIONS], tmp_path)
    for story in STORIES.glob("*.mts"):
        shutil.copy(story, tmp_path)
    install(tmp_path, "typescript@5.9.3", "@types/node@22.20.5")
    written = readme("typescript").replace("./build/client/index", "./client/index.js")
    (tmp_path / "readme.mts").write_text(written)

    run(["npx", "tsc", *STRICT, "story.mts", "inside.mts", "readme.mts"], tmp_path)
    seen = told(shop, ["node", str(tmp_path / "out" / "story.mjs"), str(ORDER)])
    inside = told(shop, ["node", str(tmp_path / "out" / "inside.mjs")])
    as_in_readme(shop, ["node", str(tmp_path / "out" / "readme.mjs")])

    assert seen == SEEN
    assert inside == SEEN_INSIDE


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


def readme(language: str) -> str:
    """The README's example in this language."""
    return (clone() / "README.md").read_text().split(f"```{language}\n")[1].split("```")[0]


def as_in_readme(shop: FrontOffice, command: list[str], **environ: str) -> None:
    """The README's example is run as it stands there, and its case is closed in the sandbox."""
    made = shop.ask("POST", "/v1/api-keys", {"client": "shop", "mode": "test"}, again="my-first-test-key")
    key = made.json()["key"]

    case = run(command, clone(), API=f"{shop.url}/v1", TEST_KEY=key, **environ).strip()

    FrontOffice(shop.url, key, shop.tenant).wait_for_status(case, "closed")
