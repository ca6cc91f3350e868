"""Clients come from the document: generated here, and a story told with each.

The JavaScript one needs node, npm and the npm registry, which `make verify` has; elsewhere it is told where node is.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local.house import clone
from tests.support.front_office import FrontOffice

STORIES = Path(__file__).parent / "clients"
DOCUMENT = clone() / "gateway" / "openapi.json"
ORDER = clone() / "infra" / "demo" / "signed-order.pdf"
BINARIES = Path(sys.executable).parent
SEEN = {
    "same": True,
    "status": "closed",
    "took": True,
    "problem": "invalid",
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
    assert left_out == ["POST /v1/cases/bulk"], "which takes lines of JSON, unknown to the generator"


@pytest.mark.skipif(
    not shutil.which("npm") and not os.environ.get("COULISSE_VERIFY"), reason="npm is not installed here"
)
def test_a_generated_typescript_client_compiles_strictly_and_tells_a_story(
    shop: FrontOffice, tmp_path: Path
) -> None:
    shop.stock_up({"CH-100": 2})
    generator = [str(BINARIES / "openapi-generator-cli"), "generate", "-g", "typescript-fetch"]
    run([*generator, "-i", str(DOCUMENT), "-o", str(tmp_path / "client"), *EXTENSIONS], tmp_path)
    shutil.copy(STORIES / "story.mts", tmp_path / "story.mts")
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}')
    run(["npm", "install", "--no-audit", "--no-fund", *PACKAGES], tmp_path)

    run(["npx", "tsc", *STRICT, "story.mts"], tmp_path)
    seen = told(shop, ["node", str(tmp_path / "out" / "story.mjs"), str(ORDER)])

    assert seen == SEEN


EXTENSIONS = ["--additional-properties=importFileExtension=.js"]
PACKAGES = ["typescript@5.9", "@types/node@22"]
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


def run(command: list[str], folder: Path, **environ: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{BINARIES}:{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def told(shop: FrontOffice, command: list[str], **environ: str) -> dict[str, Any]:
    said = run(command, clone(), COULISSE_URL=shop.url, COULISSE_API_KEY=shop.key, **environ)
    seen: dict[str, Any] = json.loads(said.splitlines()[-1])
    return seen
