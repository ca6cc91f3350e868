"""The contract, the services' tables and what their code sends say the same."""

import ast
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from infra.local.master_key import master_key
from shared.contracts.catalogue import MESSAGES, SERVICES, received_by
from shared.contracts.failures import OF_EVERY_SERVICE, OF_THE_RUNTIME
from shared.contracts.message import PARTITIONS, Message
from shared.contracts.topology import EXCHANGE, topology
from shared.persistence.memory import MemoryStore
from shared.runtime.deciding import Decider
from shared.runtime.process import check_table
from shared.runtime.room import Room

ROOT = Path(__file__).resolve().parents[2]
BY_NAME = {kind.__name__: kind for kind in MESSAGES}


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What the services' settings ask for when they start."""
    return {"COULISSE_MASTER_KEY_FILE": str(master_key(tmp_path_factory.mktemp("key")))}


def room(service: str, environ: Mapping[str, str]) -> Room:
    built: Room = importlib.import_module(f"services.{service}.service").room(environ)
    return built


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_exactly_what_it_is_sent(service: str, environ: Mapping[str, str]) -> None:
    built = room(service, environ)

    check_table(built)
    assert built.name == service
    assert {row.message for row in built.table} == set(received_by(service))


def test_every_message_has_a_listener(environ: Mapping[str, str]) -> None:
    """Since `mandatory` keeps what nobody listens to in its sender's outbox, for ever."""
    heard = {row.message for service in SERVICES for row in room(service, environ).table}

    assert heard | set(OF_THE_RUNTIME) == set(MESSAGES)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_handles_what_is_ordered_about_its_failed_messages(
    service: str, environ: Mapping[str, str]
) -> None:
    built = room(service, environ)
    decider = Decider(service, built.table, MemoryStore(built.collections), pause=lambda _: None)

    assert decider.handles == set(received_by(service)) | set(OF_THE_RUNTIME)


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.definition.type)
def test_every_message_is_routed_to_its_receivers_and_nobody_else(kind: type[Message]) -> None:
    bound = {
        (binding.key, binding.queue)
        for binding in topology().bindings
        if binding.exchange == EXCHANGE and binding.key.endswith(f".{kind.definition.type}")
    }

    assert bound == {
        (f"{lane}.{partition}.{kind.definition.type}", f"{receiver}.{lane}.{partition}")
        for lane in ("urgent", "normal")
        for partition in range(PARTITIONS)
        for receiver in kind.definition.receivers
    }


def rooms_code(room: str) -> Path:
    return ROOT / "gateway" if room == "gateway" else ROOT / "services" / room


def promised_by(sender: str) -> set[str]:
    """Names of the messages that a room's own code has to send; what every service sends is its runtime's."""
    return {
        kind.__name__
        for kind in MESSAGES
        if sender in kind.definition.senders and kind not in OF_EVERY_SERVICE
    }


def made_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Names of the messages that the code under a folder makes, or hands to what makes them, and where."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                for part in (node.func, *(argument.value for argument in node.keywords)):
                    name = part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
                    if name in BY_NAME:
                        yield name, f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("sender", [*SERVICES, "gateway"])
def test_a_room_makes_only_messages_that_its_contract_lets_it_send(sender: str) -> None:
    foreign = [
        f"{place} makes {name}"
        for name, place in made_in(rooms_code(sender))
        if sender not in BY_NAME[name].definition.senders
    ]

    assert foreign == []


@pytest.mark.parametrize("sender", [*SERVICES, "gateway"])
def test_a_room_sends_every_message_that_its_contract_promises(sender: str) -> None:
    assert promised_by(sender) - {name for name, _ in made_in(rooms_code(sender))} == set()


def test_the_runtime_sends_what_every_service_promises() -> None:
    made = {name for name, _ in made_in(ROOT / "shared" / "runtime")}

    assert {kind.__name__ for kind in OF_EVERY_SERVICE} <= made
