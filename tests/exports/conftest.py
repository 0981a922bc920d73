"""What the exports are compared with: the tables as a reader without the package sees them."""

import csv
import json
from functools import cache

import pytest

from ecstats.exports import export

LABELS = {
    "indicator_label": ("indicator_id", "indicators", "label"),
    "area_label": ("ref_area", "areas", "label"),
    "entity_label": ("entity_id", "entities", "label"),
    "unit_label": ("unit_measure", "units", "label"),
    "source_label": ("source_id", "sources", "title"),
}


@pytest.fixture(scope="session", params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture(scope="session")
def package(data):
    return {
        resource["name"]: resource
        for resource in json.loads((data / "datapackage.json").read_text("utf-8"))["resources"]
    }


@pytest.fixture(scope="session")
def source(data):
    """Rows of a table as text, as the csv module reads them."""

    @cache
    def read(name):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def labelled(source):
    """Rows of a table with the labels of its codes in a language, looked up in the code lists."""

    def read(name, language):
        rows = [dict(row) for row in source(name)]
        for column, (code, table, stem) in LABELS.items():
            if rows and code in rows[0] and table != name:
                names = {row[code]: row[f"{stem}_{language}"] for row in source(table)}
                for row in rows:
                    row[column] = names.get(row[code], "")
        return rows

    return read


@pytest.fixture(scope="session")
def typed(labelled, package):
    """Columns of a table in a language: their type, and their cells, None where one is empty."""

    def read(name, language):
        types = {field["name"]: field["type"] for field in package[name]["schema"]["fields"]}
        rows, columns = labelled(name, language), {}
        for column in rows[0]:
            kind = {"number": float, "integer": int}.get(types.get(column), str)
            columns[column] = kind, [kind(row[column]) if row[column] else None for row in rows]
        return columns

    return read


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """Folder with the export of all tables in a format and a language, written once."""

    @cache
    def write(format, language):
        folder = tmp_path_factory.mktemp(f"{format}-{language}")
        export(format, folder, language)
        return folder

    return write
