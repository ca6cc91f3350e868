"""`coulisse`, also as `python -m gateway.cli`."""

import click

from gateway import keys
from gateway.cli.api import Api
from gateway.cli.case_types import case_types
from gateway.cli.cases import cases
from gateway.cli.failed import failed
from gateway.cli.figures import figures
from gateway.cli.persons import persons
from gateway.cli.status import status
from gateway.cli.subscriptions import bounces, subscriptions
from gateway.cli.templates import templates
from gateway.cli.tenants import tenants


class _Later(Api):
    """Complains of a missing key only when the API is really called: `case-types check` and `keys` need none."""

    def __init__(self, url: str, key: str | None) -> None:
        super().__init__(url, key or "")
        self._has_key = bool(key)

    def _answer(self, method: str, path: str, **options: object) -> dict[str, object]:
        if not self._has_key:
            raise click.UsageError("no API key: set COULISSE_API_KEY or give --api-key")
        return super()._answer(method, path, **options)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--url", envvar="COULISSE_URL", default="http://127.0.0.1:8080", show_default=True, help="The gateway."
)
@click.option(
    "--api-key", envvar="COULISSE_API_KEY", help="Better in the environment than on the command line."
)
@click.pass_context
def main(context: click.Context, url: str, api_key: str | None) -> None:
    """Coulisse, the back office, from a terminal.

    Exit codes: 0 done, 1 not (a case refused, a file wrong), 2 wrong use, 3 the API refused the request, 4 it refused
    the key, 5 it could not be reached.
    """
    context.obj = _Later(url, api_key)


main.add_command(cases)
main.add_command(case_types)
main.add_command(failed)
main.add_command(tenants)
main.add_command(status)
main.add_command(figures)
main.add_command(templates)
main.add_command(subscriptions)
main.add_command(bounces)
main.add_command(persons)
main.add_command(keys.main, "keys")

if __name__ == "__main__":
    main(prog_name="coulisse")
