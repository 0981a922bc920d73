"""Citations as text and in BibTeX: complete, readable, and parsed back to what was cited."""

import csv
import json
import re
from datetime import date

import pytest
import yaml
from hypothesis import given, strategies as st

from ecstats import __version__, citations, cli
from ecstats.citations import _bibtex, _Cited, citation
from ecstats.errors import InputError

LANGUAGES = ("en", "zh")
TEX = {
    "textbackslash{}": "\\", "textbraceleft{}": "{", "textbraceright{}": "}",
    "textasciitilde{}": "~", "textasciicircum{}": "^", **{sign: sign for sign in "&%$#_"},
}  # fmt: skip


def parse(entry):
    """Read one BibTeX entry as BibTeX does: braces are counted, also behind a backslash."""
    head = re.match(r"@(\w+)\{([^\s\"#%'(),={}~\\]+),\s*", entry)
    assert head, entry
    at, fields = head.end(), {}
    while entry[at] != "}":
        field = re.compile(r"(\w+) = \{").match(entry, at)
        assert field, entry[at:]
        at, depth, start = field.end(), 1, field.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        fields[field[1]] = entry[start : at - 1]
        at = re.compile(r",\s*").match(entry, at).end()
    assert entry[at:] == "}"
    return head[1], head[2], fields


def plain(value):
    """Text that TeX would print for a field."""
    if re.fullmatch(r"\{.*\}", value):
        value = value[1:-1]
    assert not re.search(r"(?<!\\)[&%$#_~^]", value), value
    return re.sub(r"\\(text\w+\{\}|[&%$#_])", lambda found: TEX[found[1]], value)


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def table(data):
    def read(name):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


def test_a_figure_names_document_issuer_date_quote_place_and_version(table, language):
    sources = {row["source_id"]: row for row in table("sources")}
    for figure in table("quoted_figures"):
        source = sources[figure["source_id"]]
        text = citation(figure["figure_id"], "text", language)
        kind, key, fields = parse(citation(figure["figure_id"], "bibtex", language))
        assert (kind, key) == ("misc", figure["figure_id"])
        assert plain(fields["author"]) == source[f"issuer_{language}"]
        assert plain(fields["title"]) == source[f"title_{language}"]
        assert fields["date"] == source["date_published"]
        assert plain(fields.get("howpublished", "")) == source["document_number"]
        note = plain(fields["note"])
        place = f"{figure['start']}–{figure['end']}"
        for part in (f"“{figure['quote']}”", place, figure["figure_id"], f"ecstats {__version__}"):
            assert part in text
            assert part in note
        for part in (f"title_{language}", f"issuer_{language}", "date_published", "title_zh"):
            assert source[part] in text
        assert (("推断" if language == "zh" else "inferred") in text) is (
            source["date_basis"] == "inferred"
        )
        assert "\n" not in text
        assert text.endswith("。" if language == "zh" else ".")


def test_a_figure_reads_as_a_sentence():
    assert citation("cangzhou-ecommerce-plan-011") == (
        "General Office of the People's Government of Cangzhou (2018-08-17). Implementation plan "
        "for Cangzhou's action plan on e-commerce 2018-2020 [沧州市加快电子商务发展行动计划"
        "（2018-2020年）推动落实方案], 沧政办字〔2018〕115号. Taobao villages (Cangzhou), 2020 "
        "(target), 20 villages: “到2020年，全市淘宝村达20个，淘宝镇3个” (code points 3564–3567 of "
        f"the text). Figure cangzhou-ecommerce-plan-011 of ecstats {__version__}."
    )
    assert citation("cangzhou-ecommerce-plan-011", language="zh") == (
        "沧州市人民政府办公室：《沧州市加快电子商务发展行动计划（2018-2020年）推动落实方案》，"
        "沧政办字〔2018〕115号，2018-08-17。沧州市淘宝村，2020年（目标值），20个："
        "“到2020年，全市淘宝村达20个，淘宝镇3个”（全文第 3564–3567 码位）。"
        f"ecstats {__version__}，数字 cangzhou-ecommerce-plan-011。"
    )


def test_a_fraction_is_cited_as_it_is_printed():
    assert ", −2/3: “使企业采购周期缩短2/3”" in citation("hebei-miit-article-023")


def test_a_document_and_a_value_published_later(table, language):
    for source in table("sources"):
        kind, key, fields = parse(citation(source["source_id"], "bibtex", language))
        assert (kind, key) == ("misc", source["source_id"])
        assert plain(fields["title"]) == source[f"title_{language}"]
    for row in table("published_values"):
        kind, key, fields = parse(citation(row["value_id"], "bibtex", language))
        assert (kind, key) == ("misc", f"ecstats-{row['value_id']}")
        held = fields["url"] if "url" in fields else plain(fields["howpublished"])
        assert held == row["source_url"]
        assert row["source_url"] in citation(row["value_id"], "text", language)
    assert "(same)" not in citation("o010")
    assert citation("o010").startswith("(第八届中国淘宝村高峰论坛")


def test_a_table_names_the_package_its_version_and_its_licence(data, language):
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    title = "title" if language == "en" else "title_zh"
    keys = set()
    for resource in package["resources"]:
        text = citation(resource["name"], "text", language)
        kind, key, fields = parse(citation(resource["name"], "bibtex", language))
        assert kind == "dataset"
        keys.add(key)
        assert plain(fields["title"]) == resource[title]
        assert fields["version"] == __version__
        for part in (resource["name"], package[title], package["licenses"][0]["title"]):
            assert part in text
            assert part in plain(fields["note"])
    assert len(keys) == len(package["resources"])


def test_the_project_is_cited_as_its_citation_file_says(root, language):
    cff = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    kind, key, fields = parse(citation(None, "bibtex", language))
    assert (kind, key) == ("software", f"ecstats-{__version__}")
    assert plain(fields["title"]) == cff["title"]
    assert [plain(fields["author"])] == [author["name"] for author in cff["authors"]]
    assert fields["date"] == str(cff["date-released"])
    assert fields["version"] == str(cff["version"]) == __version__
    text = citation(language=language)
    for part in (cff["title"], cff["authors"][0]["name"], str(cff["version"]), "2026"):
        assert part in text


def test_people_are_cited_by_family_name(monkeypatch):
    people = (("Doe & Co", "J."), ("A and B", ""))
    about = citations.Project("T", people, date(2026, 1, 2))
    monkeypatch.setattr(citations, "project", lambda: about)
    assert citation().startswith("J. Doe & Co, A and B (2026). T.")
    _, _, fields = parse(citation(style="bibtex"))
    assert fields["author"] == r"Doe \& Co, J. and {A and B}"


@given(st.text(alphabet="a {}\\%&$#_~^\n期", max_size=30))
def test_any_text_survives_bibtex(text):
    fields = {"title": text, "note": f"n{text}"}
    entry = _bibtex(_Cited("", "misc", "key", ((f"x{text}", ""),), fields))
    _, _, fields = parse(entry)
    assert plain(fields.get("title", "")) == " ".join(text.split())
    assert plain(fields["note"]) == " ".join(f"n{text}".split())
    assert plain(fields["author"]) == " ".join(f"x{text}".split())


def test_keys_and_addresses_hold_only_what_they_may():
    entry = _bibtex(_Cited("", "misc", "a b_c{期", (), {"url": "http://x/{a}?b=1%20&c_d~e"}))
    assert parse(entry)[1:] == ("a-b-c--", {"url": "http://x/%7Ba%7D?b=1%20&c_d~e"})


def test_an_unknown_name_style_or_language_shows_the_nearest_valid_ones():
    with pytest.raises(InputError, match=r"unknown figure, .* 'hebei-ecommerce-fyp14-001'"):
        citation("hebei-ecommerce-fyp14-0001")
    with pytest.raises(InputError, match="nearest valid: 'bibtex'"):
        citation(style="bibtext")
    with pytest.raises(InputError, match="unknown language 'fr'; valid: 'en', 'zh'"):
        citation(language="fr")


def test_a_changed_table_is_cited_as_it_now_is(data_copy, rewrite):
    assert "2018-08-17" in citation("cangzhou-ecommerce-plan", folder=data_copy)
    rewrite(
        data_copy / "sources.csv",
        lambda rows: rows[2].__setitem__(rows[0].index("date_published"), "2018-08-18"),
    )
    assert "2018-08-18" in citation("cangzhou-ecommerce-plan", folder=data_copy)


def test_the_command_prints_a_citation(capsys):
    assert cli.main(["cite"]) == 0
    assert capsys.readouterr().out == citation() + "\n"
    words = ["cite", "quoted_figures", "--style", "bibtex", "--language", "zh"]
    assert cli.main(words) == 0
    assert capsys.readouterr().out == citation("quoted_figures", "bibtex", "zh") + "\n"
    assert cli.main(["cite", "quoted_figure"]) == 2
    assert "nearest valid: 'quoted_figures'" in capsys.readouterr().err
