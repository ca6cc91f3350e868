"""`coulisse case-types`: what there is, and whether a file may become one."""

import shutil
import tempfile
from pathlib import Path

import click

from gateway.cli.api import Api
from gateway.cli.tables import tell
from services.intake.queries.case_types import BUILT_IN, known_types
from shared.contracts.errors import CoulisseError


@click.group("case-types")
def case_types() -> None:
    """Case types: list them, check files."""


@case_types.command("list")
@click.pass_obj
def list_types(api: Api) -> None:
    """List the case types that the platform takes."""
    columns = ("name", "version", "title")
    tell(api.get("/v1/case-types")["items"], columns, columns, "There are none.")


@case_types.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def check(path: Path) -> None:
    """Check a YAML file, or all of a directory, as intake would at its start. Needs no platform; exit code 1 when
    something is wrong, with file, line and remedy of everything."""
    with tempfile.TemporaryDirectory() as folder:
        files = [path] if path.is_file() else sorted((*path.glob("*.yaml"), *path.glob("*.yml")))
        for file in files:
            # Coulisse's own types are read in any case; a second copy would be refused as a repeat.
            if file.resolve().parent != BUILT_IN.resolve():
                shutil.copy(file, folder)
        try:
            found = known_types({"CASE_TYPES_DIR": folder})
        except CoulisseError as error:
            raise click.ClickException(str(error).replace(f"{folder}/", "")) from None
    click.echo(f"{len(files)} file{'s' if len(files) != 1 else ''} checked: {', '.join(sorted(found))}")
