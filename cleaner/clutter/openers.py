"""What an opener ("You may also like", "12 comments") takes with it of the lines below."""

from functools import cached_property
from itertools import accumulate

from cleaner.clutter.shape import PROSE_WORDS, Page, is_cut_off, is_sentence

ITEM_WORDS = 45
"""A teaser in a list of stories has no more words than this."""
SENTENCE_WORDS = 12
"""A finished sentence of this many words is no longer taken for a headline."""
TABLE_LINES = 8
"""Shorter runs below an opener are too short to tell a table by."""
GAP = 2
"""Characters between two blocks of a page, at most."""
STORY_PARAGRAPHS = 3
"""Fewer paragraphs of prose are no story that something could follow."""


class Openers:
    """How far the openers on one page reach; what all of them ask about the page is counted once."""

    def __init__(self, measured: Page) -> None:
        self.page = measured
        self._run = range(0)
        """The run of items that was looked at last."""

    def reach(self, takes: str, at: int) -> int:
        """The index after the last block that an opener at `at` takes with it.

        An opener takes what follows while it looks like what it opens, and nothing when the article goes on
        after it: prose anywhere below keeps every line above it. Only what ends the story for certain (the
        readers' comments) takes prose too, and no more of it than stands above.
        """
        blocks = len(self.page.blocks)
        if takes == "to-end" and self._closes(at):
            return blocks
        if takes == "line" or at + 1 < self._story_end:
            return at + 1
        if takes == "to-end":
            return blocks
        end = self._run_end(at + 1)
        return at + 1 if self._is_table(at + 1, end) else end

    def _run_end(self, start: int) -> int:
        """The index after the run of items that begins at `start`."""
        if start not in self._run:
            end = start
            while end < len(self.page.blocks) and self._is_item(end) and not self._is_apart(end):
                end += 1
            self._run = range(start, end)
        return max(start, self._run.stop)

    def _is_table(self, start: int, end: int) -> bool:
        """Cells or names, as extractors leave tables: of a list of stories every other line is a headline."""
        long = self._long_lines[end] - self._long_lines[start]
        return end - start > TABLE_LINES and 3 * long < end - start

    def _closes(self, at: int) -> bool:
        """A whole story stands above: three paragraphs, and more prose than below."""
        above = self._prose_words[at]
        return self._paragraphs[at] >= STORY_PARAGRAPHS and above >= self._prose_words[-1] - above

    @cached_property
    def _prose_words(self) -> list[int]:
        """Words of prose above each block, and in all."""
        page = self.page
        return [0, *accumulate(words * prose for words, prose in zip(page.words, page.prose, strict=True))]

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Blocks of prose above each block, and in all."""
        return [0, *accumulate(map(int, self.page.prose))]

    @cached_property
    def _long_lines(self) -> list[int]:
        """Blocks of four words and more above each block, and in all."""
        return [0, *accumulate(words >= 4 for words in self.page.words)]

    @cached_property
    def _story_end(self) -> int:
        """The index after the last block of article: prose or, where there is none, a finished sentence."""
        if any(self.page.prose):
            return self.page.tail
        numbers = range(len(self.page.blocks) - 1, -1, -1)
        return next((number + 1 for number in numbers if self._is_long_sentence(number)), 0)

    def _is_item(self, at: int) -> bool:
        """A headline, a teaser, a date or a label, rather than a paragraph.

        A finished sentence passes as the summary below a headline: one at a time, as summaries come.
        """
        text, words = self.page.blocks[at].text, self.page.words[at]
        if is_cut_off(text):
            return words <= ITEM_WORDS
        if words < SENTENCE_WORDS or (words < ITEM_WORDS and not is_sentence(text)):
            return True
        return words < PROSE_WORDS and not any(map(self._is_long_sentence, (at - 1, at + 1)))

    def _is_apart(self, at: int) -> bool:
        """On a page, whether blocks were taken out above: those are what was listed."""
        above, block = self.page.blocks[at - 1 : at + 1]
        return bool(block.path) and block.start - above.end > GAP

    def _is_long_sentence(self, at: int) -> bool:
        if at >= len(self.page.blocks):
            return False
        return self.page.words[at] >= SENTENCE_WORDS and is_sentence(self.page.blocks[at].text)
