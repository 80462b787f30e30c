from cleaner.clutter.fold import tokens
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings


def test_spaces_may_be_all_that_is_not_ascii() -> None:
    assert tokens(["Hello\u3000world", "on\u2028we\x85go"]) == [["hello", "world"], ["on", "we", "go"]]


def test_an_english_text_with_a_wide_space_is_cleaned() -> None:
    document = Document(id="1", text="A first line.\u3000Share this story")
    article = Cleaner(Settings(scorer=False)).clean(document)
    assert article.problem is None
