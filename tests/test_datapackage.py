"""The Data Package: valid by frictionless, complete, and no richer than what loading enforces."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.tables import schema

DATA = Path(__file__).parents[1] / "data"
TABLES = schema.resources(DATA)
# What `schema` knows to enforce; anything else in the declaration would be an empty promise.
TYPES = {"string", "integer", "number", "list"}
CONSTRAINTS = {"required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength"}


def fields() -> list[Any]:
    return [
        pytest.param(name, field, id=f"{name}.{column}")
        for name in TABLES
        for column, field in schema.fields(name, DATA).items()
    ]


def test_the_package_is_valid_by_frictionless() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(TABLES)
    assert all(task.stats["rows"] for task in report.tasks)


def test_the_package_is_of_the_second_version() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    for described in (package, *package["resources"]):
        assert {"title", "title_zh", "description", "description_zh"} <= set(described)


def test_every_table_is_described_and_every_description_has_its_table() -> None:
    assert {path.name for path in DATA.glob("*.csv")} == {r["path"] for r in TABLES.values()}
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(f"`{resource['path']}`" in readme for resource in TABLES.values())


@pytest.mark.parametrize("name", TABLES)
def test_files_are_plain_utf_8_in_the_declared_order(name: str) -> None:
    data = (DATA / TABLES[name]["path"]).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    header = next(csv.reader([data.decode("utf-8").splitlines()[0]]))
    assert header == list(schema.fields(name, DATA))


@pytest.mark.parametrize(("name", "field"), fields())
def test_every_column_is_described_in_two_languages_and_enforceable(
    name: str, field: dict[str, Any]
) -> None:
    for key in ("title", "title_zh", "description", "description_zh"):
        assert field[key].strip(), (name, key)
    assert field["type"] in TYPES
    assert (field["type"] == "list") == ("delimiter" in field)
    assert set(field.get("constraints", {})) <= CONSTRAINTS


def test_declared_examples_are_valid() -> None:
    for name in TABLES:
        for field in schema.fields(name, DATA).values():
            if "example" in field:
                assert schema.cell_fault(field, field["example"]) is None


def _spoiled(field: dict[str, Any], foreign: set[str]) -> list[str]:
    """Cells that break a column's declaration, one for each thing that it declares."""
    constraints = field.get("constraints", {})
    bad = [""] if constraints.get("required") else []
    if field["type"] in ("integer", "number"):
        bad += ["1,002", "NaN", "1e3", "２０", "--1", "0x10", "½"]
    if field["type"] == "integer":
        bad.append("1.5")
    if field["type"] == "list":
        bad += ["a;;b", "a;a", "a; b"]
    if "enum" in constraints:
        bad.append("no such code")
    if "pattern" in constraints or field["name"] in foreign:
        bad.append("! no/such code")
    if "maxLength" in constraints:
        bad.append("長" * (constraints["maxLength"] + 1))
    if "minimum" in constraints:
        bad.append(str(constraints["minimum"] - 1))
    if "maximum" in constraints:
        bad.append(str(constraints["maximum"] + 1))
    return bad


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoiled_cell_is_reported_with_its_line_and_column(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, rewrite: Callable[..., Path]
) -> None:
    name = data.draw(st.sampled_from(sorted(TABLES)), label="table")
    declared = schema.fields(name, DATA)
    foreign = {key.column for key in schema.foreign_keys(name, DATA) if not key.prefix}
    source = DATA / TABLES[name]["path"]
    copy = tmp_path_factory.mktemp("table") / source.name
    copy.write_bytes(source.read_bytes())
    placed: dict[str, Any] = {}

    def spoil(rows: list[list[str]]) -> None:
        line = data.draw(st.integers(1, len(rows) - 1), label="line")
        strict = [name for name in rows[0] if _spoiled(declared[name], foreign)]
        column = data.draw(st.sampled_from(strict), label="column")
        at = rows[0].index(column)
        # A cell may hold line breaks of its document: an editor counts them as lines.
        breaks = sum(cell.count("\n") for row in rows[:line] for cell in row)
        placed.update(line=line + 1 + breaks, column=column)
        bad = data.draw(st.sampled_from(_spoiled(declared[column], foreign)))
        rows[line][at] = bad

    rewrite(copy, spoil)
    with pytest.raises(schema.TableError) as caught:
        schema.read(name, copy, DATA)
    found = {(fault.line, fault.column) for fault in caught.value.faults}
    assert (placed["line"], placed["column"]) in found
    assert str(copy) in str(caught.value)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("quoted_figures", "bound", "ovr"),
        ("quoted_figures", "indicator_id", "onlin_retail_sales"),
        ("quoted_figures", "figure_id", "hebei-ecommerce-fyp14-002"),
        ("quoted_figures", "obs_value", "many"),
        ("areas", "parent", "999999"),
        ("task_figures", "figure_id", "hebei-ecommerce-fyp14-999"),
    ],
)
def test_loading_and_frictionless_agree_on_what_is_wrong(
    table: str, column: str, value: str, data_copy: Path, rewrite: Callable[..., Path]
) -> None:
    path = data_copy / f"{table}.csv"
    rewrite(path, lambda rows: rows[4].__setitem__(rows[0].index(column), value))
    assert not Package(str(data_copy / "datapackage.json")).validate().valid
    with pytest.raises(InputError, match=f"column '{column}'"):
        schema.read(table, path, data_copy)
