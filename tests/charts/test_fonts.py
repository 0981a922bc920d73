import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from ecstats.charts import fonts
from ecstats.charts.forest import stacked
from ecstats.labels.words import words


def test_chinese_breaks_anywhere_but_not_before_closing_punctuation():
    sentence = "网上零售实物商品的社会消费品零售总额占比（%），到2025年达到26%。"
    for width in range(40, 300, 7):
        lines = fonts.wrap(sentence, width / 72, 9).split("\n")
        assert "".join(lines) == sentence
        assert not any(line[0] in fonts.NEVER_FIRST for line in lines[1:])
        assert not any(line[-1] in fonts.NEVER_LAST for line in lines[:-1])
        assert "2025年" in "|".join(lines)


def test_english_breaks_at_spaces_and_fits():
    text = "Physical goods sold online, share of retail sales"
    wrapped = fonts.wrap(text, 120 / 72, 9)
    assert wrapped.replace("\n", " ") == text
    assert fonts.text_width(wrapped, 9) <= 120 / 72


def test_a_word_wider_than_the_room_stays_whole():
    assert fonts.wrap("e-commerce", 0.1, 9) == "e-commerce"


def test_own_line_breaks_are_kept():
    assert fonts.wrap("a\nb", 2, 9) == "a\nb"


def test_registering_twice_adds_the_file_once():
    fonts.register()
    before = len(font_manager.fontManager.ttflist)
    fonts.register()
    assert len(font_manager.fontManager.ttflist) == before
    found = font_manager.findfont(fonts.FAMILY, fallback_to_default=False)
    assert found == str(fonts.FONT_FILE)


def test_widths_are_those_of_the_font():
    assert fonts.text_width("河北", 72) == pytest.approx(2)
    assert fonts.text_width("a b", 9) > fonts.text_width("ab", 9)
    assert fonts.text_width("long line\nx", 9) == fonts.text_width("long line", 9)


@pytest.fixture(scope="module")
def font():
    with TTFont(fonts.FONT_FILE) as font:
        yield font


def test_the_font_covers_every_character_of_the_tables_and_the_words(font, data):
    texts = [path.read_text(encoding="utf-8") for path in data.glob("*.csv")]
    texts += [text for both in words().values() for text in both.values()]
    missing = set(map(ord, "".join(texts))) - {ord("\n"), *font.getBestCmap()}
    assert missing == set(), "run `make font`"


def test_the_font_has_a_name_that_no_installed_font_has(font):
    names = [font["name"].getDebugName(number) for number in (1, 4, 6)]
    assert names == ["ecstats Sans SC", "ecstats Sans SC", "ecstatsSansSC"]


def test_the_licence_of_the_font_is_shipped_and_its_reserved_name_left_alone(font):
    licence = fonts.FONT_FILE.with_name("OFL.txt").read_text(encoding="utf-8")
    copyright_notice = font["name"].getDebugName(0)
    assert "with Reserved Font Name 'Source'" in copyright_notice
    assert copyright_notice.removeprefix("(c) ").removesuffix(".") in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Source" not in font["name"].getDebugName(1)


def test_chinese_headings_stack_characters_and_keep_numbers_whole():
    assert stacked("14 保障") == "14\n保\n障"
