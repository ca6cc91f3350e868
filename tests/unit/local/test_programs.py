from pathlib import Path

from infra.local.accounts import Account
from infra.local.programs import Program, programs
from infra.process_names import PROCESSES


def programs_of(root: Path) -> dict[str, Program]:
    (root / "services" / "intake").mkdir(parents=True)
    (root / "services" / "intake" / "service.py").touch()
    accounts = {
        name: Account(f"amqp://{name}:hidden@host", f"mongodb://{name}:hidden@host") for name in PROCESSES
    }
    health = {"intake": "127.0.0.1:8081"}
    made = programs(
        root,
        accounts,
        root / "master.key",
        "127.0.0.1:8080",
        "127.0.0.1:8082",
        health,
        {"WEBHOOK_ALLOW": "localhost"},
    )
    return {program.name: program for program in made}


def test_the_gateway_the_stream_and_the_services_that_exist_are_run(tmp_path: Path) -> None:
    made = programs_of(tmp_path)

    assert set(made) == {"gateway", "stream", "intake"}


def test_each_program_connects_with_its_own_account(tmp_path: Path) -> None:
    made = programs_of(tmp_path)

    assert made["intake"].environment["AMQP_URL"] == "amqp://intake:hidden@host"
    assert made["gateway"].environment["MONGODB_URL"] == "mongodb://gateway:hidden@host"


def test_no_secret_stands_in_a_command(tmp_path: Path) -> None:
    made = programs_of(tmp_path)

    assert not any("hidden" in word for program in made.values() for word in program.command)


def test_only_the_door_is_told_where_to_listen(tmp_path: Path) -> None:
    made = programs_of(tmp_path)

    assert made["gateway"].environment["GATEWAY_BIND"] == "127.0.0.1:8080"
    assert made["gateway"].environment["GATEWAY_STREAM_URL"] == "http://127.0.0.1:8082"
    assert made["stream"].environment["GATEWAY_STREAM_BIND"] == "127.0.0.1:8082"
    assert "GATEWAY_BIND" not in made["intake"].environment


def test_every_program_is_told_the_given_settings_and_services_their_health_address(tmp_path: Path) -> None:
    made = programs_of(tmp_path)

    assert {program.environment["WEBHOOK_ALLOW"] for program in made.values()} == {"localhost"}
    assert made["intake"].environment["HEALTH_BIND"] == "127.0.0.1:8081"
