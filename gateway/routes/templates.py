"""Templates: the words by which an organisation is told of events, set and tried."""

from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import auth, scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import PREVIEW, TEMPLATE
from gateway.house import here
from gateway.notifying.template_faults import check_template
from gateway.refusing.problems import Fault, invalid, not_found
from gateway.schemas import answers
from gateway.schemas.templates import Preview, PreviewWish, Template, TemplateList, TemplateTexts
from services.notifications.queries import previews, templates
from shared.contracts.notifying import ResetTemplate, SetTemplate

ROUTES = Endpoints("templates", "The words in which people are told of events, by mail and chat.")


@ROUTES.add(
    Route(
        method="GET",
        path="/templates",
        scope=scopes.TEMPLATES_READ,
        summary="List the organisation's own templates",
        answer=TemplateList,
    )
)
def list_templates(call: Call) -> Response:
    return showing.several(templates.templates(here().database("notifications"), call.caller.tenant))


@ROUTES.add(
    Route(
        method="GET",
        path="/templates/<id:name>/<id:language>",
        scope=scopes.TEMPLATES_READ,
        summary="Read a template: the organisation's own parts, and the house's",
        answer=Template,
    )
)
def read_template(call: Call) -> Response:
    return showing.one(_known(call))


@ROUTES.add(
    Route(
        method="PUT",
        path="/templates/<id:name>/<id:language>",
        scope=scopes.TEMPLATES_WRITE,
        summary="Set the organisation's own words for a type of event, for `default` or for `digest`",
        status=202,
        answer=answers.Accepted,
        body=TemplateTexts(),
        stores=True,
        example=TEMPLATE,
    )
)
def set_template(call: Call) -> Response:
    name, language = _place(call)
    check_template(call.body, name, language)
    at = now()
    message = SetTemplate(name=name, language=language, actor=call.caller.actor, **call.body)
    return _handed_over(call, message, name, language, at)


@ROUTES.add(
    Route(
        method="DELETE",
        path="/templates/<id:name>/<id:language>",
        scope=scopes.TEMPLATES_WRITE,
        summary="Go back to the house's words",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def reset_template(call: Call) -> Response:
    name, language = _place(call)
    message = ResetTemplate(name=name, language=language, actor=call.caller.actor)
    return _handed_over(call, message, name, language, now())


@ROUTES.add(
    Route(
        method="POST",
        path="/templates/<id:name>/<id:language>/preview",
        scope=scopes.TEMPLATES_READ,
        summary="See a message as it would be told, also in words that are not set yet",
        answer=Preview,
        body=PreviewWish(),
        example=PREVIEW,
    )
)
def preview_template(call: Call) -> Response:
    name, language = _place(call)
    parts = {part: text for part, text in call.body.items() if part != "case"}
    check_template(parts, name, language)
    database, tenant = here().database("notifications"), call.caller.tenant
    payload = _told(call, name) if "case" in call.body else previews.sample(name)
    return showing.one(previews.preview(database, tenant, language, payload, parts))


def _told(call: Call, name: str) -> dict[str, Any]:
    """Of a case: for whoever may read the log of events."""
    auth.require(call.caller, scopes.EVENTS_READ)
    found = previews.told_of(here().database("notifications"), call.caller.tenant, call.body["case"], name)
    if found is None:
        raise invalid(
            Fault(
                "nothing_told",
                "No such event was told of this case, or it is no longer kept.",
                "Name another case, or leave it out to see made-up values.",
                "/case",
            )
        )
    return found


def _known(call: Call) -> dict[str, Any]:
    found = templates.template(
        here().database("notifications"), call.caller.tenant, call.path["name"], call.path["language"]
    )
    if found is None:
        raise not_found()
    return found


def _place(call: Call) -> tuple[str, Any]:
    """Name and language in the address; raises a 404 problem where there is no such template."""
    name, language = call.path["name"], call.path["language"]
    if name not in templates.NAMES or language not in templates.LANGUAGES:
        raise not_found()
    return name, language


def _handed_over(call: Call, message: Any, name: str, language: str, at: Any) -> Response:
    place = f"{name}/{language}"
    return hand_over(
        call, message, at=at, subject=place, body=received(place, at), location=f"/v1/templates/{place}"
    )
