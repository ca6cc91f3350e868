"""The README's first call works by copy and paste."""

import os
import subprocess

from infra.local.house import clone
from tests.support.front_office import FrontOffice


def first_call() -> str:
    """The README's shell block without the two lines that start the platform and make the key, which stands already."""
    block = (clone() / "README.md").read_text().split("```bash\n")[1].split("```")[0]
    started = ("make up", "export KEY", "export API")
    return "\n".join(line for line in block.splitlines() if not line.startswith(started))


def test_the_readmes_first_call_becomes_a_closed_case(shop: FrontOffice) -> None:
    environment = {"PATH": os.environ["PATH"], "KEY": shop.key, "API": f"{shop.url}/v1"}

    subprocess.run(
        ["bash", "-euc", first_call()], cwd=clone(), env=environment, check=True, capture_output=True
    )

    shop.wait_for(
        "/v1/cases",
        lambda read: (
            [(case["reference"], case["status"]) for case in read["items"]] == [("SO-1001", "closed")]
        ),
        "the README's case closed",
    )
