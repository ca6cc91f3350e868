from pathlib import Path

from infra.local.kept_case_types import case_types_setting, keep_case_types


def test_a_clone_that_once_had_cases_of_a_type_knows_it_from_then_on(tmp_path: Path) -> None:
    added = tmp_path / "added"
    added.mkdir()
    (added / "sale_on_approval.yaml").write_text("name: sale_on_approval\n")
    (added / "README.md").write_text("not a case type\n")

    kept = keep_case_types(tmp_path / ".local", added)

    assert [file.name for file in kept.iterdir()] == ["sale_on_approval.yaml"]
    assert case_types_setting(tmp_path / ".local", {}) == {"CASE_TYPES_DIR": str(kept)}


def test_a_directory_that_somebody_names_counts_instead(tmp_path: Path) -> None:
    keep_case_types(tmp_path, tmp_path)

    assert case_types_setting(tmp_path, {"CASE_TYPES_DIR": "/srv/case-types"}) == {}


def test_a_clone_without_further_case_types_says_nothing(tmp_path: Path) -> None:
    assert case_types_setting(tmp_path, {}) == {}
