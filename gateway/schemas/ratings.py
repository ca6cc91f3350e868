"""Ratings of the handling of cases."""

from marshmallow import fields

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Instant, Shape, Text, Whole
from gateway.schemas.shown_cases import Who


class NewRating(Shape):
    """From 1 (bad) to 5 (good). The comment is kept like personal data."""

    rating = Whole(1, 5, required=True)
    comment = Text(2000)


class Rating(Answer):
    """How the front office found the handling."""

    case = shown.words()
    rating = shown.whole("From 1 to 5.")
    comment = shown.words("Null when there is none, or once it was erased.", null=True)
    who = shown.part(Who)
    at = shown.instant()


class RatingPeriod(Shape):
    """since: from this instant on, by default the last 30 days; until: before this one, by default now."""

    since = Instant()
    until = Instant()


class Satisfaction(Answer):
    """Ratings of the cases of one type and team."""

    type = shown.words(example="complaint")
    team = shown.words(example="complaints")
    ratings = shown.whole()
    mean = shown.amount()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class Satisfactions(Answer):
    """By case type and team."""

    since = shown.instant()
    until = shown.instant()
    items = shown.several(Satisfaction)
