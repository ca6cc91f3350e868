"""The command that makes, lists and revokes API keys."""

from click.testing import CliRunner

from gateway.keys import main
from gateway.settings import Settings
from tests.integration.gateway.conftest import Desk


def run(settings: Settings, *arguments: str) -> str:
    result = CliRunner().invoke(main, [arguments[0], "--mongodb-url", settings.mongodb_url, *arguments[1:]])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_a_key_is_made_used_listed_and_revoked(desk: Desk, settings: Settings) -> None:
    key = run(settings, "create", "--tenant", "globex", "--client", "erp", "--scopes", "cases:read")
    id = key.split("_")[2]

    assert desk.get("/v1/cases", key=key).status_code == 200
    assert desk.get("/v1/stock", key=key).status_code == 403
    listed = run(settings, "list", "--tenant", "globex")
    assert listed.split("\t") == [id, "globex", "erp", "integrator", "valid", "cases:read"]
    assert key.split("_", 3)[3] not in listed
    assert "revoked" in run(settings, "revoke", id)
    assert "revoked" in run(settings, "list", "--tenant", "globex")


def test_a_role_brings_its_scopes(desk: Desk, settings: Settings) -> None:
    key = run(settings, "create", "--tenant", "globex", "--client", "dhl", "--role", "carrier")

    assert desk.get("/v1/cases", key=key).status_code == 403


def test_odd_names_and_unknown_keys_are_refused(settings: Settings) -> None:
    runner = CliRunner()
    url = ["--mongodb-url", settings.mongodb_url]

    assert runner.invoke(main, ["create", *url, "--tenant", "a|b", "--client", "c"]).exit_code == 2
    assert runner.invoke(main, ["revoke", *url, "0" * 16]).exit_code == 1


def test_a_key_of_the_house_holds_the_scopes_of_operators_alone(desk: Desk, settings: Settings) -> None:
    create = ["create", "--mongodb-url", settings.mongodb_url, "--tenant", "*", "--client", "ada"]

    key = run(settings, "create", "--tenant", "*", "--client", "ada", "--role", "operator")

    assert desk.get("/v1/operations/failures", key=key).status_code == 200
    for more in (["--role", "admin"], ["--scopes", "cases:read"], ["--role", "operator", "--mode", "test"]):
        assert CliRunner().invoke(main, [*create, *more]).exit_code == 2
