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


def test_the_font_holds_every_character_of_the_words():
    with TTFont(fonts.FONT_FILE) as font:
        codes = font.getBestCmap()
    letters = {letter for both in words().values() for text in both.values() for letter in text}
    assert {letter for letter in letters - {"\n"} if ord(letter) not in codes} == set()


def test_chinese_headings_stack_characters_and_keep_numbers_whole():
    assert stacked("14 保障") == "14\n保\n障"
