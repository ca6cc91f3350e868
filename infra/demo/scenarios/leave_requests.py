"""People's requests are cases too: days off are checked, then granted or not."""

from datetime import UTC, date, datetime, timedelta

from infra.demo.api import Json
from infra.demo.story import Stage, Story

GRANTED = 4


def play(stage: Stage) -> None:
    """One ends before it begins and is corrected; one is refused, with a reason."""
    intranet, lead = stage.cast.intranet, stage.cast.supervisor
    first = datetime.now(UTC).date() + timedelta(days=30)
    for number in range(1, GRANTED + 1):
        stage.submit(_request(number, first, first + timedelta(days=4 + number)), by=intranet)
    turned = stage.submit(_request(8, first, first - timedelta(days=5)), by=intranet)
    refused = stage.submit(_request(9, first, first + timedelta(days=60)), by=intranet)
    for case in stage.cases[:GRANTED]:
        lead.see_to(stage.until_task(case, "approve"), "accept", "Enjoy it.")
    lead.see_to(stage.until_task(refused, "approve"), "refuse", "Two months are too long at once.")
    stage.say(f"{GRANTED} granted, one refused")
    read = stage.until(turned, "needs_correction")
    intranet.correct(turned, answers={"until": (first + timedelta(days=5)).isoformat()})
    lead.see_to(stage.until_task(turned, "approve", read["round"] + 1), "accept", "Enjoy it.")
    for case in (*stage.cases[:GRANTED], turned):
        stage.until(case, "closed")
    stage.until(refused, "refused")
    stage.say(f"{GRANTED + 1} granted, one of them corrected before; one refused")


def _request(number: int, first: date, last: date) -> Json:
    return {
        "type": "leave_request",
        "reference": f"LEAVE-{number}",
        "parties": [{"role": "employee", "name": "Noa Blanc"}],
        "answers": {"from": first.isoformat(), "until": last.isoformat(), "kind": "paid"},
    }


STORY = Story(title="Days off", ends={"closed": GRANTED + 1, "refused": 1}, play=play)
