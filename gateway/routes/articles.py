"""Articles, as an ERP defines them."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import ARTICLE
from gateway.house import here
from gateway.schemas import answers
from gateway.schemas.articles import Article, ArticleDefinition, ArticlePage
from gateway.schemas.paging import Page
from services.logistics.queries import articles
from shared.contracts.warehouses import DefineArticle

ROUTES = Endpoints("articles", "What articles are.")


@ROUTES.add(
    Route(
        method="PUT",
        path="/articles/<id:article>",
        scope=scopes.STOCK_WRITE,
        summary="Define an article; the latest definition counts",
        status=202,
        answer=answers.Accepted,
        body=ArticleDefinition(),
        stores=True,
        example=ARTICLE,
    )
)
def define_article(call: Call) -> Response:
    article, body, at = call.path["article"], call.body, now()
    message = DefineArticle(
        article=article,
        label=body["label"],
        unit=body["unit"],
        weight=body["weight"],
        lot_tracked=body["lot_tracked"],
        serial_tracked=body["serial_tracked"],
        at=at,
        actor=call.caller.actor,
    )
    return hand_over(
        call, message, at=at, subject=article, body=received(article, at), location=f"/v1/articles/{article}"
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/articles/<id:article>",
        scope=scopes.STOCK_READ,
        summary="Read an article",
        answer=Article,
    )
)
def read_article(call: Call) -> Response:
    return showing.one(
        articles.article(here().database("logistics"), call.caller.tenant, call.path["article"])
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/articles",
        scope=scopes.STOCK_READ,
        summary="List articles in order of their codes",
        answer=ArticlePage,
        query=Page(),
    )
)
def list_articles(call: Call) -> Response:
    return listed(call, "logistics", articles.articles, place="after", key="article")
