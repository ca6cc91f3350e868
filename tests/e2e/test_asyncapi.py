"""The AsyncAPI document is one by the judgement of those who make the standard."""

import json
import shutil
from pathlib import Path

from infra.local.house import clone
from tests.support.npm import install, needs_npm, run

DOCUMENT = clone() / "shared" / "contracts" / "asyncapi.json"
PARSE = Path(__file__).parent / "clients" / "parse.mjs"


@needs_npm
def test_the_official_parser_finds_nothing_wrong_with_the_asyncapi_document(tmp_path: Path) -> None:
    written = json.loads(DOCUMENT.read_text())
    install(tmp_path, "@asyncapi/parser@3.6.3")
    shutil.copy(PARSE, tmp_path)

    found = json.loads(run(["node", PARSE.name, str(DOCUMENT)], tmp_path).splitlines()[-1])

    assert found == {
        "faults": [],
        "version": written["asyncapi"],
        "channels": len(written["channels"]),
        "operations": len(written["operations"]),
    }
