"""Complaints are answered by a team; quality control looks at some answers; one customer is not content yet."""

from infra.demo.api import Json
from infra.demo.quality import controlled
from infra.demo.story import Stage, Story

ABOUT = (
    ("delivery", "The parcel came two days late"),
    ("goods", "A chair leg is scratched"),
    ("invoice", "The invoice shows the old address"),
    ("delivery", "The courier did not ring"),
    ("goods", "The lamp came without its shade"),
    ("service", "Nobody answered the telephone"),
)


def play(stage: Stage) -> None:
    """The first one is opened again, answered anew, and rated."""
    shop = stage.cast.shop
    for number, (about, summary) in enumerate(ABOUT, start=1):
        stage.submit(_complaint(number, about, summary))
    shop.comment(stage.cases[0], "The customer has called twice.")
    looked_at = sum(_answered(stage, case, 1, "We are sorry, and send a voucher.") for case in stage.cases)
    stage.say(f"{len(ABOUT)} answered")
    shop.reopen(stage.cases[0], "The voucher has not come")
    looked_at += _answered(stage, stage.cases[0], 2, "It left this morning, by registered letter.")
    stage.check(shop.case(stage.cases[0])["reopened"] == 1, "the case was opened again once")
    for case, rating in zip(stage.cases, (4, 5, 3, 5), strict=False):
        shop.rate(case, rating, "Friendly")
    (found,) = [one for one in stage.cast.supervisor.satisfaction() if one["type"] == "complaint"]
    stage.check((found["ratings"], found["mean"]) == (4, "4.25"), f"four ratings, 4.25 on average ({found})")
    stage.say(f"answered, {looked_at} looked at once more; rated 4.25 of 5")


def _complaint(number: int, about: str, summary: str) -> Json:
    return {
        "type": "complaint",
        "reference": f"CRM-{number:04d}",
        "parties": [{"role": "contact", "name": "Sacha Petit", "email": "sacha.petit@example.org"}],
        "answers": {"about": about, "summary": summary},
        "tags": [about],
    }


def _answered(stage: Stage, case: str, round: int, words: str) -> bool:
    """Whether quality control looked at the answer."""
    stage.cast.colleague.see_to(stage.until_task(case, "answer", round), "accept", words)
    return controlled(stage, case, round)


STORY = Story(title="Complaints", ends={"closed": len(ABOUT)}, play=play)
