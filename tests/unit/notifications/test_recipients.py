"""Who is written to: parties of a case by role, whoever asked for what concerns the whole house, and nobody else."""

import json
from datetime import timedelta

from services.notifications.domain.bouncing import Bounce
from services.notifications.domain.delivery import Delivery, SendChat, SendMail
from services.notifications.domain.event import Event
from services.notifications.domain.parties import CaseParties
from shared.contracts.decision import Answer
from shared.contracts.message import Message
from shared.contracts.notifying import (
    AllowRecipient,
    CasePartiesChanged,
    NoteBounce,
    RecipientBounced,
    ReportBounce,
    SubscriptionDisabled,
)
from shared.contracts.stock import StockLow
from shared.contracts.subscriptions import DisableSubscription, EnableSubscription
from shared.contracts.values import PartyRef
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import SHOP, a_bench, a_closed_case, a_creation, subscriptions_in
from tests.unit.notifications.preferences import a_mail_subscription, an_opened_case, told

LOW = StockLow(warehouse="lyon", article="CH-100", available=3, reorder_point=5, proposed=24)
DISABLED = "subscription.disabled"
BOUNCED = "recipient.bounced"


def a_bounce(role: str = "", case: str = "") -> NoteBounce:
    return NoteBounce(
        bounce="bnc_1", subscription="sub_1", client="shop", case=case, role=role, status="550 5.1.1"
    )


def a_report(delivery: str, status: str = "5.1.1", client: str = "shop") -> ReportBounce:
    return ReportBounce(delivery=delivery, client=client, bounce="bnc_1", status=status, actor=SHOP)


def outcome(bench: Deciding, message: Message) -> Answer | None:
    """What its sender learns of a command."""
    bench.tell(message, id="asked")
    bench.store.inbox.discard("asked")
    return bench.store.answers.pop("asked", None)


def pass_on(bench: Deciding, sent: tuple[Message, ...]) -> None:
    """What notifications tells itself."""
    for message in sent:
        bench.tell(message)


def test_each_channel_has_its_own_kind_of_effect() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription("sub_1"))
    bench.tell(a_mail_subscription("sub_2", channel="chat", url="https://chat.example", format="slack"))

    bench.tell(a_closed_case())

    assert {type(effect.what) for effect in bench.effects()} == {SendMail, SendChat}


def test_a_party_is_written_to_by_role_and_only_where_the_case_has_one() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription(role="buyer"))

    bench.tell(an_opened_case("case_1", "buyer"))
    bench.tell(an_opened_case("case_2", "recipient"))
    bench.tell(a_closed_case("case_1"))
    bench.tell(a_closed_case("case_3"))

    assert {(one.case, one.type) for one in bench.all(Delivery)} == {
        ("case_1", "case.opened"),
        ("case_1", "case.closed"),
    }


def test_after_a_correction_the_new_party_counts() -> None:
    bench = a_bench()
    bench.tell(an_opened_case("case_1", "buyer"))

    bench.tell(
        CasePartiesChanged(case="case_1", client="shop", parties=(PartyRef(ref="pty_new", role="buyer"),))
    )

    parties = bench.get(CaseParties, "case_1")
    assert parties is not None
    assert parties.refs == {"buyer": "pty_new"}


def test_references_to_parties_are_not_told_to_clients() -> None:
    bench = a_bench()

    bench.tell(an_opened_case("case_1", "buyer"))

    (event,) = bench.all(Event)
    assert "pty_" not in event.body
    assert "parties" not in json.loads(event.body)["data"]


def test_low_stock_is_told_to_every_client_that_names_it() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_1", events=("stock.low",)))
    bench.tell(a_mail_subscription("sub_2", client="purchasing", events=("stock.low", "case.closed")))
    bench.tell(a_creation("sub_3", client="crm", events=("*",)))

    bench.tell(LOW)
    bench.tell(LOW, tenant="other")

    assert {(one.client, one.subscription) for one in bench.all(Delivery)} == {
        ("shop", "sub_1"),
        ("purchasing", "sub_2"),
    }
    (mine,) = [event for event in bench.all(Event) if event.tenant == "acme"]
    assert {one.body for one in bench.all(Delivery)} == {mine.body}


def test_whoever_asked_for_it_is_told_that_a_subscription_was_switched_off() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_1", events=("case.closed",)))
    bench.tell(a_mail_subscription("sub_owner", events=(DISABLED,)))
    bench.tell(a_mail_subscription("sub_of_others", client="crm", events=(DISABLED,)))

    sent = bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="410 Gone"))
    pass_on(bench, sent)

    assert [type(message) for message in sent] == [SubscriptionDisabled]
    assert told(bench) == [("sub_owner", DISABLED)]
    (event,) = bench.all(Event)
    assert json.loads(event.body)["data"] == {
        "subscription": "sub_1",
        "channel": "webhook",
        "reason": "410 Gone",
    }


def test_switched_off_twice_is_told_once() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_1"))

    bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="410 Gone"))
    again = bench.tell(DisableSubscription(subscription="sub_1", client="shop", reason="410 Gone"))

    assert again == ()


def test_a_fixed_address_that_bounces_takes_its_subscription_with_it_until_it_is_enabled() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription("sub_1"))
    bench.tell(a_creation("sub_owner", events=(DISABLED, BOUNCED)))

    pass_on(bench, bench.tell(a_bounce()))
    bench.tell(a_closed_case("case_1"))
    off = subscriptions_in(bench)["sub_1"]
    bench.tell(EnableSubscription(subscription="sub_1", client="shop", actor=SHOP))
    bench.tell(a_closed_case("case_2"))

    assert (off.state, off.reason) == ("disabled", "the address bounced: 550 5.1.1")
    assert {type_ for id, type_ in told(bench) if id == "sub_owner"} == {DISABLED, BOUNCED}
    assert [one.case for one in bench.all(Delivery) if one.subscription == "sub_1"] == ["case_2"]


def test_a_partys_address_that_bounces_is_noted_once_and_leaves_the_subscription_alone() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription("sub_1", role="buyer"))

    first = bench.tell(a_bounce("buyer", "case_1"))
    again = bench.tell(a_bounce("buyer", "case_1"))

    assert [type(message) for message in first] == [RecipientBounced]
    assert again == ()
    assert subscriptions_in(bench)["sub_1"].state == "active"
    (bounce,) = bench.all(Bounce)
    assert (bounce.case, bounce.role, bounce.status, bounce.allowed_at) == (
        "case_1",
        "buyer",
        "550 5.1.1",
        None,
    )


def test_an_address_that_was_allowed_again_can_bounce_again() -> None:
    bench = a_bench()
    bench.tell(a_bounce("buyer", "case_1"))

    bench.tell(AllowRecipient(bounce="bnc_1", client="shop", actor=SHOP))
    (allowed,) = bench.all(Bounce)
    sent = bench.tell(a_bounce("buyer", "case_2"))

    assert allowed.allowed_at == bench.now
    assert len(sent) == 1
    (bounce,) = bench.all(Bounce)
    assert (bounce.case, bounce.allowed_at) == ("case_2", None)


def test_a_mail_that_comes_back_later_leaves_the_partys_address_out_as_one_that_was_refused() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription(role="buyer"))
    bench.tell(an_opened_case("case_1", "buyer"))
    (delivery,) = bench.all(Delivery)

    first = outcome(bench, a_report(delivery.id))
    again = outcome(bench, a_report(delivery.id))

    (bounce,) = bench.all(Bounce)
    assert (bounce.bounce, bounce.case, bounce.role, bounce.status) == ("bnc_1", "case_1", "buyer", "5.1.1")
    assert [answer.result for answer in (first, again) if answer] == [{"noted": "true"}, {"noted": "false"}]


def test_a_mail_that_comes_back_from_a_fixed_address_switches_its_subscription_off_once() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription("sub_1"))
    bench.tell(a_closed_case("case_1"))
    (delivery,) = bench.all(Delivery)

    sent = bench.tell(a_report(delivery.id, "5.2.1"))
    bench.pass_time(timedelta(minutes=1))
    bench.tell(EnableSubscription(subscription="sub_1", client="shop", actor=SHOP))
    late = bench.tell(a_report(delivery.id, "5.2.1"))

    assert [type(message) for message in sent] == [SubscriptionDisabled, RecipientBounced]
    assert late == ()
    assert subscriptions_in(bench)["sub_1"].state == "active"


def test_a_report_of_a_mail_from_before_the_address_was_allowed_again_changes_nothing() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription(role="buyer"))
    bench.tell(an_opened_case("case_1", "buyer"))
    (delivery,) = bench.all(Delivery)
    bench.tell(a_report(delivery.id))
    bench.pass_time(timedelta(minutes=1))
    bench.tell(AllowRecipient(bounce="bnc_1", client="shop", actor=SHOP))

    assert bench.tell(a_report(delivery.id)) == ()

    (bounce,) = bench.all(Bounce)
    assert bounce.allowed_at is not None


def test_a_failure_that_is_not_the_addresss_fault_does_not_blame_it() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription(role="buyer"))
    bench.tell(an_opened_case("case_1", "buyer"))
    (delivery,) = bench.all(Delivery)

    answer = outcome(bench, a_report(delivery.id, "5.7.1"))

    assert answer is not None
    assert (answer.status, answer.result) == ("done", {"noted": "false"})
    assert bench.all(Bounce) == []


def test_a_report_is_about_a_mail_of_its_client_and_organisation() -> None:
    bench = a_bench()
    bench.tell(a_mail_subscription("sub_1", role="buyer"))
    bench.tell(a_creation("sub_2"))
    bench.tell(an_opened_case("case_1", "buyer"))
    ids = {one.channel: one.id for one in bench.all(Delivery)}

    answers = [
        outcome(bench, a_report(ids["mail"], client="crm")),
        outcome(bench, a_report(ids["webhook"])),
        outcome(bench, a_report("dlv_unknown")),
    ]

    assert [answer.code for answer in answers if answer] == ["no_such_mail"] * 3
    assert bench.try_tell([a_report(ids["mail"])], tenant="other").failed == []
    assert bench.all(Bounce) == []
