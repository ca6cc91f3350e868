"""With the database away nothing is accepted, nothing is stored by halves, and the sender learns when to come back."""

from gateway.app import create_app
from gateway.examples import CASE
from gateway.house import House
from gateway.settings import Settings
from infra.local.stack import LocalStack
from tests.integration.gateway.conftest import Desk


def test_nothing_is_accepted_while_the_database_is_away(desk: Desk, stack: LocalStack) -> None:
    assert desk.post("/v1/cases", CASE, again="before").status_code == 202
    stack.database.stop()
    try:
        away = desk.post("/v1/cases", CASE, again="k1")
        read = desk.get("/v1/cases")
        ready = desk.client.get("/readyz")
        alive = desk.client.get("/healthz")
    finally:
        stack.database.start()

    for answer in (away, read, ready):
        assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert alive.status_code == 200
    assert len(desk.stored()) == 1
    assert desk.house.mongo["coulisse_vault"]["persons"].count_documents({}) == 1
    again = desk.post("/v1/cases", CASE, again="k1")
    assert (again.status_code, "Idempotency-Replayed" in again.headers) == (202, False)


def test_a_gateway_starts_without_its_database_and_says_so(settings: Settings) -> None:
    lost = Settings(**{**vars(settings), "mongodb_url": "mongodb://127.0.0.1:1/?directConnection=true"})
    app = create_app(lost)
    house: House = app.extensions["coulisse"]
    house.start()
    try:
        answers = [app.test_client().get(address) for address in ("/readyz", "/healthz")]
    finally:
        house.stop()

    assert [answer.status_code for answer in answers] == [503, 200]


def test_a_process_whose_threads_have_ended_asks_to_be_restarted(settings: Settings) -> None:
    app = create_app(settings)
    house: House = app.extensions["coulisse"]
    house.start()
    house.acceptance.stop()
    try:
        answers = [app.test_client().get(address) for address in ("/readyz", "/healthz")]
    finally:
        house.stop()

    assert [answer.status_code for answer in answers] == [503, 503]
