import pytest

from cleaner.document import Document
from cleaner.pipeline import Cleaner

OFFER = "This article is for subscribers only. Subscribe to read more."
BOX = f'<div class="paywall-box subscribe-offer"><p>{OFFER}</p></div>'
PARAGRAPH = (
    "<p>The council of the harbour town met for nine hours before it voted, by one vote, to close the old "
    "bridge to lorries from the first of May, and nobody was pleased with what it had decided.</p>"
)


@pytest.mark.parametrize(("paragraphs", "said"), [(1, "paywalled"), (12, "article")])
def test_an_offer_that_is_not_part_of_the_text_tells_a_paywalled_page_if_little_is_shown(
    paragraphs: int, said: str
) -> None:
    page = f"<body><article><h1>Old bridge shut</h1>{PARAGRAPH * paragraphs}{BOX}</article>"
    article = Cleaner().clean(Document(id="x", html=page))
    assert article.verdict == said
    assert "Subscribe" not in article.text
