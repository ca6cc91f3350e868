"""Comments, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.shown_cases import Who


class Comment(Answer):
    """Something said of a case."""

    id = shown.words(example="cmt_0b5f0e2d9c8a7b6f5e4d3c2b1a09f8e7")
    place = shown.words("Sorts within the case as the story goes.")
    case = shown.words()
    text = shown.words("Null once it was erased.", null=True)
    who = shown.part(Who)
    at = shown.instant()


class ErasedComment(Answer):
    """A comment whose words are gone."""

    id = shown.words(example="cmt_0b5f0e2d9c8a7b6f5e4d3c2b1a09f8e7")
    case = shown.words()
    erased_at = shown.instant()


CommentPage = shown.page_of(Comment)
