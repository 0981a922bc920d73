import pytest
from matplotlib import font_manager

from ecstats.charts import fonts
from ecstats.charts.matrix import stacked
from ecstats.labels.words import words


def test_chinese_breaks_anywhere_but_not_before_closing_punctuation():
    text = "网上零售实物商品的社会消费品零售总额占比（%），到2025年达到26%。"
    for width in range(40, 300, 7):
        lines = fonts.wrap(text, width, 9).split("\n")
        assert "".join(lines) == text
        assert not any(line[0] in fonts.NEVER_FIRST for line in lines[1:])
        assert not any(line[-1] in fonts.NEVER_LAST for line in lines[:-1])
        assert "2025年" in "|".join(lines)


def test_english_breaks_at_spaces_and_fits():
    text = "Physical goods sold online, share of retail sales"
    wrapped = fonts.wrap(text, 120, 9)
    assert wrapped.replace("\n", " ") == text
    assert fonts.text_width(wrapped, 9) <= 120


def test_a_word_wider_than_the_room_stays_whole():
    assert fonts.wrap("e-commerce", 10, 9) == "e-commerce"


def test_own_line_breaks_are_kept():
    assert fonts.wrap("a\nb", 100, 9) == "a\nb"


def test_registering_twice_adds_each_file_once():
    fonts.register()
    before = len(font_manager.fontManager.ttflist)
    fonts.register()
    assert len(font_manager.fontManager.ttflist) == before
    for family, path in (
        (fonts.FAMILY, fonts.FONT_FILE),
        (fonts.SYMBOLS_FAMILY, fonts.SYMBOLS_FILE),
    ):
        assert font_manager.findfont(family, fallback_to_default=False) == str(path)


def test_the_font_holds_every_character_of_the_chart_words():
    (_, codes), _ = fonts._faces()
    texts = "".join(text for forms in words().values() for text in forms.values())
    assert {character for character in texts if ord(character) not in codes} == set()


def test_chinese_headings_stack_characters_and_keep_numbers_whole():
    assert stacked("14 保障") == "14\n保\n障"
