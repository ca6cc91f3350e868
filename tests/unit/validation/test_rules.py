import re

import pytest

from services.validation.domain import (
    completeness,
    content_use,
    duplicates,
    file_rules,
    party_rules,
    sums,
)
from services.validation.domain.rule import Rule

MODULES = (completeness, content_use, duplicates, file_rules, party_rules, sums)
RULES = [value for module in MODULES for value in vars(module).values() if isinstance(value, Rule)]


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) > 30
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", rule.id) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_the_same_details_in_both_languages(rule: Rule) -> None:
    def details(text: str) -> set[str]:
        return {name.removesuffix("_fr") for name in re.findall(r"{(\w+)}", text)}

    assert details(rule.message_en) == details(rule.message_fr)
    assert details(rule.remedy_en) == details(rule.remedy_fr)
    assert all((rule.message_en, rule.message_fr, rule.remedy_en, rule.remedy_fr))
