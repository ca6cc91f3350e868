"""`python -m infra.manifests`: render k8s/ as a cluster would see it, and check every object.

Every kind goes against its own schema, strictly (infra/manifest_schemas.py). checkov, which is installed apart (on the
PATH, or CHECKOV=/path/to/checkov), looks for unsafe settings; what it may pass over stands in k8s/checkov.yaml, each
with its reason.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from infra import manifest_schemas

K8S = Path(__file__).resolve().parents[1] / "k8s"
# The base is part of both.
RENDERED = ("overlays/local", "overlays/production", "overlays/production/reseal")
_APPLIED_BESIDE = {"overlays/production/reseal": "overlays/production"}
"""What a folder relies on, such as network policies, and brings nothing of itself."""


def main() -> int:
    """Exit status 0 when everything is as it should be, 1 when not, 2 when a tool is missing."""
    if shutil.which("kubectl") is None:
        sys.stderr.write(
            "make manifests: kubectl is missing; install it (https://kubernetes.io/docs/tasks/tools/).\n"
        )
        return 2
    checkov = os.environ.get("CHECKOV") or shutil.which("checkov")
    if checkov is None:
        sys.stderr.write(
            "make manifests: checkov is missing; `pipx install checkov`, or CHECKOV=/path/to/checkov.\n"
        )
        return 2
    wrong = 0
    texts = {folder: rendered(folder) for folder in RENDERED}
    for folder, text in texts.items():
        faults = faults_of(objects(text))
        for fault in faults:
            sys.stderr.write(f"k8s/{folder}: {fault}\n")
        sys.stdout.write(f"k8s/{folder}: {len(objects(text))} objects, {len(faults)} faults\n")
        beside = texts[_APPLIED_BESIDE[folder]] + "---\n" if folder in _APPLIED_BESIDE else ""
        wrong += len(faults) + _checkov(checkov, beside + text)
    return 1 if wrong else 0


def rendered(folder: str) -> str:
    """What `kubectl apply -k` would send. Raises CalledProcessError with kubectl's own words on standard error."""
    return subprocess.run(
        ["kubectl", "kustomize", str(K8S / folder)], stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def objects(text: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(text) if one]


def faults_of(found: list[dict[str, Any]]) -> list[str]:
    """What the cluster would refuse, or silently drop."""
    return [
        f"{one['kind']} {one['metadata']['name']}: {fault}"
        for one in found
        for fault in manifest_schemas.faults_of(one)
    ]


def _checkov(program: str, text: str) -> int:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "rendered.yaml").write_text(text, encoding="utf-8")
        options = (
            "--framework",
            "kubernetes",
            "--compact",
            "--quiet",
            "--skip-download",
            "--config-file",
            str(K8S / "checkov.yaml"),
        )
        sys.stdout.flush()
        return subprocess.run([program, "--directory", place, *options], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
