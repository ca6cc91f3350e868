"""What services refuse, and addresses that may not be called, are told in the language of who asks."""

import pytest

from gateway.examples import CASE, SUBSCRIPTION
from tests.integration.gateway.conftest import Desk

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}


@pytest.mark.usefixtures("intake")
def test_the_refusal_of_a_service_is_read_in_either_language(desk: Desk) -> None:
    case = desk.submit(CASE)
    desk.outcome(desk.post(f"/v1/cases/{case}/cancel", {"reason": "Ordered twice"}))
    late = desk.outcome(desk.post(f"/v1/cases/{case}/corrections", {"lines": CASE["lines"]}))

    french = desk.get(f"/v1/operations/{late['id']}", headers=FRENCH).get_json()["error"]

    assert late["error"]["detail"] == (
        "The case has come to its end, or is about to: it takes no correction any more."
    )
    assert french["code"] == late["error"]["code"] == "correction_too_late"
    assert french["detail"] == (
        "Le dossier est terminé, ou sur le point de l'être\u00a0: il n'accepte plus de correction."
    )
    assert french["remedy"] == "Déposez un nouveau dossier."


def test_an_address_that_may_not_be_called_is_refused_in_french(desk: Desk) -> None:
    body = SUBSCRIPTION | {"url": "http://127.0.0.1:22/hook"}

    answer = desk.post("/v1/subscriptions", body, headers=FRENCH)

    assert answer.status_code == 422
    details = {error["detail"] for error in answer.get_json()["errors"]}
    assert details == {
        "seul https:// est admis",
        "le port 22 n'est pas admis\u00a0; utilisez l'un de\u00a0: 443, 8443",
    }
