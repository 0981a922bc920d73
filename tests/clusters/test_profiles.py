"""Profiles in YAML: what is read, and what is refused with file, key, value and valid form."""

import pytest

from ecstats.clusters.profiles import read_profile
from ecstats.errors import InputError


def write(folder, text):
    path = folder / "mine.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_read_and_says_that_it_is_invented(root):
    profile = read_profile(root / "notebooks" / "profiles" / "example_cluster.yml")
    assert "invented" in profile.name
    assert profile.source == "example_cluster.yml"
    revenue = profile.entries.set_index("requirement_id").loc["c1-revenue"]
    assert (revenue["value"], revenue["unit"], revenue["unit_mult"]) == ("62.5", "CNY", 8)


def test_numbers_keep_the_digits_that_are_written(tmp_path):
    path = write(
        tmp_path,
        'name: 甲\nvalues:\n  a: 7\n  b: "62.50"\n  c: {value: 62.5}\n'
        '  d: {lower: 1, upper: "2.0"}\n',
    )
    entries = read_profile(str(path)).entries.set_index("requirement_id")
    assert list(entries["value"].dropna()) == ["7", "62.50", "62.5"]
    assert list(entries.loc["d", ["lower", "upper"]]) == ["1", "2.0"]
    assert (entries["bound"] == "exact").all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a mapping with the keys 'name' and 'values'"),
        ("- a\n- b\n", "a mapping with the keys"),
        ("name: [x\n", "not valid YAML"),
        ("values: {a: 1}\n", "name None; valid: the cluster's name"),
        ("name: 7\nvalues: {a: 1}\n", "name 7; valid"),
        ("name: x\n", "values None; valid"),
        ("name: x\nvalues: {}\n", "values {}; valid"),
        (
            "name: x\nvalue: {a: 1}\nvalues: {a: 1}\n",
            "unknown key 'value'; nearest valid: 'values'",
        ),
        ("name: x\nvalues: {a: many}\n", "a.value: 'many'; valid: a number"),
        ("name: x\nvalues: {a: 50亿元以上}\n", "a.value: '50亿元以上'; valid: a number"),
        ("name: x\nvalues: {a: yes}\n", "a.value: True; valid: a number"),
        ("name: x\nvalues: {a: .nan}\n", "a.value: nan; valid: a number"),
        ("name: x\nvalues: {a: .inf}\n", "a.value: inf; valid: a number"),
        ("name: x\nvalues: {a: [1]}\n", "a.value: \\[1\\]; valid: a number"),
        ("name: x\nvalues: {a: }\n", "a: None; valid: a number"),
        ("name: x\nvalues: {a: {}}\n", "a: {}; valid: a number"),
        ("name: x\nvalues: {a: {vaule: 1}}\n", "a: unknown key 'vaule'; nearest valid: 'value'"),
        ("name: x\nvalues: {a: {value: 1, lower: 1}}\n", "a: .*; valid: a number"),
        ("name: x\nvalues: {a: {lower: 2, upper: 1}}\n", "lower 2 is above upper 1"),
        ("name: x\nvalues: {a: {value: 1, bound: atleast}}\n", "'atleast'; valid.*at_least"),
        ("name: x\nvalues: {a: {value: 1, bound: range}}\n", "'range'; valid"),
        ("name: x\nvalues: {a: {lower: 1, bound: over}}\n", "'over'; valid, beside a value"),
        ("name: x\nvalues: {a: {value: 1, unit: 8}}\n", "a.unit: 8; valid: text"),
        ("name: x\nvalues: {a: {value: 1, unit_mult: 亿}}\n", "a.unit_mult: '亿'; valid"),
        ("name: x\nvalues: {a: {value: 1, unit_mult: true}}\n", "a.unit_mult: True; valid"),
        ("name: x\nvalues: {a: {statement: yes}}\n", "a.statement: True; valid: met, not_met"),
        ("name: x\nvalues: {a: {statement: met, value: 1}}\n", "a statement and a number"),
        ("name: x\nvalues: {a: {statement: met, bound: over}}\n", "'over'; valid, beside a value"),
        ("name: x\nvalues: {a: 1, a: 2}\n", "'a' stands twice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message) as caught:
        read_profile(write(tmp_path, text))
    assert str(caught.value).startswith("profile mine.yml: ")
    assert "\n" not in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path):
    path = write(tmp_path, "title: x\nvalues: {a: {vaule: 1}, b: sixty, c: {value: 1, unit: 8}}\n")
    with pytest.raises(InputError) as caught:
        read_profile(path)
    first, *lines = str(caught.value).splitlines()
    assert first == "profile mine.yml: 5 faults:"
    assert [line.split(":")[0].strip() for line in lines] == [
        "unknown key 'title'; valid", "name None; valid", "a", "b.value", "c.unit",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"profile none\.yml: cannot be read"):
        read_profile(tmp_path / "none.yml")
    binary = tmp_path / "gbk.yml"
    binary.write_bytes("name: 河北".encode("gbk"))
    with pytest.raises(InputError, match=r"profile gbk\.yml: cannot be read"):
        read_profile(binary)


def test_no_python_object_is_built(tmp_path):
    path = write(tmp_path, "name: !!python/object/apply:os.getcwd []\nvalues: {a: 1}\n")
    with pytest.raises(InputError, match="not valid YAML"):
        read_profile(path)
