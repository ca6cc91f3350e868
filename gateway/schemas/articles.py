"""Articles: what an ERP says of them."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Amount, Shape, Text
from gateway.schemas.truth import Truth


class ArticleDefinition(Shape):
    """What an article is. It replaces what was said before."""

    label = Text(200, required=True)
    unit = Text(20, load_default="piece")
    weight = Amount(
        places=3,
        least="0.001",
        most="100000",
        load_default=None,
        allow_none=True,
        metadata={"description": "Kilograms a piece."},
    )
    lot_tracked = Truth(load_default=False)
    serial_tracked = Truth(load_default=False)


class Article(Answer):
    """An article as it was defined last."""

    article = shown.words(example="CH-100")
    label = shown.words(example="Chaise")
    unit = shown.words(example="piece")
    weight = shown.amount("Kilograms a piece.", null=True)
    lot_tracked = shown.truth("Whether pieces are told apart by lot.")
    serial_tracked = shown.truth("Whether pieces are told apart by serial number.")
    defined_at = shown.instant()


ArticlePage = shown.page_of(Article)
