import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.validation.adapters.files.sign import sign
from services.validation.adapters.inspector_pool import InspectorPool
from services.validation.adapters.inspector_process import ROOT, InspectorProcess, Limits
from tests.unit.validation.files import a_pdf, a_pdf_bomb, an_image

LIMITS = Limits(cpu_seconds=2, wall_seconds=10, memory=250_000_000)
BRISK = Limits(cpu_seconds=1, wall_seconds=0.5, memory=250_000_000)
MISBEHAVING = (sys.executable, "-s", "-m", "tests.unit.validation.misbehaving_inspector")
TOO_COSTLY, UNREADABLE = (sign("file.too_costly"),), (sign("file.unreadable"),)


@pytest.fixture
def pool() -> Iterator[InspectorPool]:
    pool = InspectorPool(1, LIMITS)
    yield pool
    pool.close()


@pytest.fixture
def misbehaving() -> Iterator[InspectorPool]:
    pool = InspectorPool(1, BRISK, MISBEHAVING)
    yield pool
    pool.close()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def becomes_gone(pid: int, within: float = 10.0) -> bool:
    deadline = time.monotonic() + within
    while not is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_gone(pid)


def test_files_are_inspected_one_after_the_other_by_one_program(pool: InspectorPool) -> None:
    files = [(a_pdf(), "application/pdf"), (an_image(), "image/png"), (b"", "image/png")]

    assert [pool.inspect(*file).signs for file in files] == [(), (), (sign("file.empty"),)]


def test_a_large_file_passes_whole(pool: InspectorPool) -> None:
    assert pool.inspect(b"text " * 3_000_000, "text/plain").signs == ()


def test_a_file_that_unpacks_to_far_too_much_is_too_costly_and_hurts_nobody(pool: InspectorPool) -> None:
    bomb = a_pdf_bomb(400_000_000)

    assert len(bomb) < 100_000
    assert pool.inspect(bomb, "application/pdf").signs == TOO_COSTLY
    assert pool.inspect(a_pdf(), "application/pdf").signs == ()


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ("hang", TOO_COSTLY),
        ("grow", TOO_COSTLY),
        ("crash", UNREADABLE),
        ("lie", UNREADABLE),
        ("words", UNREADABLE),
        ("details", UNREADABLE),
        ("noise", UNREADABLE),
        ("object", UNREADABLE),
        ("flood", UNREADABLE),
    ],
)
def test_a_program_that_goes_wrong_is_replaced(
    misbehaving: InspectorPool, order: str, answer: object
) -> None:
    assert misbehaving.inspect(order.encode(), "").signs == answer
    assert misbehaving.inspect(b"good", "").signs == ()


def test_the_kernel_ends_a_program_that_uses_too_much_processor_time() -> None:
    pool = InspectorPool(1, LIMITS, MISBEHAVING)

    assert pool.inspect(b"spin", "").signs == TOO_COSTLY
    pool.close()


def test_other_files_go_on_while_one_hangs() -> None:
    pool = InspectorPool(2, Limits(wall_seconds=2), MISBEHAVING)

    with ThreadPoolExecutor(2) as threads:
        hanging = threads.submit(pool.inspect, b"hang", "")
        others = [pool.inspect(b"good", "").signs for _ in range(20)]

        assert not hanging.done()
        assert others == [()] * 20
        assert hanging.result().signs == TOO_COSTLY
    pool.close()


def test_a_program_that_somebody_killed_is_replaced_and_the_file_gets_its_second_chance() -> None:
    process = InspectorProcess(LIMITS)
    pool = InspectorPool(1, LIMITS)
    pool._places.get()
    pool._places.put(process)
    os.kill(process.pid, 9)

    assert pool.inspect(a_pdf(), "application/pdf").signs == ()
    pool.close()


def test_a_program_is_confined() -> None:
    process = InspectorProcess(LIMITS)
    proc = Path(f"/proc/{process.pid}")

    limits = {
        line[:26].strip(): line[26:].split()[0] for line in (proc / "limits").read_text().splitlines()[1:]
    }
    variables = {item.split(b"=")[0] for item in (proc / "environ").read_bytes().split(b"\0") if item}
    status = (proc / "status").read_text()
    opened = {os.readlink(link).partition(":")[0] for link in (proc / "fd").iterdir()}
    process.kill()

    assert (limits["Max file size"], limits["Max core file size"], limits["Max processes"]) == ("0", "0", "0")
    assert variables <= {b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE", b"LANG"}
    assert "NoNewPrivs:\t1" in status
    assert opened == {"pipe", "/dev/null"}


def test_programs_end_with_the_service() -> None:
    service = (
        "from services.validation.adapters.inspector_pool import *\n"
        "pool = InspectorPool(1, Limits())\n"
        "pool.inspect(b'text', '')\n"
        "process = pool._places.get()\n"
        "print(process.pid, flush=True)\n"
        "process.ask(b'', '')\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", service],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert told.returncode == -9
    assert becomes_gone(int(told.stdout))


def test_a_hanging_program_ends_with_the_service_too() -> None:
    service = (
        "import threading\n"
        "from services.validation.adapters.inspector_pool import *\n"
        f"pool = InspectorPool(1, Limits(), {MISBEHAVING!r})\n"
        "pool.inspect(b'good', '')\n"
        "process = pool._places.get(); pool._places.put(process)\n"
        "print(process.pid, flush=True)\n"
        "threading.Thread(target=pool.inspect, args=(b'hang', ''), daemon=True).start()\n"
        "while not pool._places.empty(): pass\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", service],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert becomes_gone(int(told.stdout))
