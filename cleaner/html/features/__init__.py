"""What the block scorer looks at: one named numpy column a feature, one row a block.

Nothing here knows a language: letters are told apart by case, digits, punctuation and script; elements by
tag, by class words that developers everywhere write in English, and by their share of the page's prose.

Prose means a block of at least `PROSE_WORDS` words, few of them links; shares are of the page's prose
characters. Columns by prefix:

    (none)      the block's own text
    tag_, cls_  what its element stands in, class words near it
    c0_..c3_    the containers around it from inside out, each with more in it than the last
    sig_, sig2_ blocks with the same tag and class (and parent's tag and class) on the page
    kin_        blocks with the same tag and class under the same parent
    main_       the innermost element that holds most of the prose
    pos_        its place on the page
    hint_       how it agrees with what the page's head declares
    echo_       how much of its vocabulary the title and the rest of the prose share
    page_       what kind of page it stands on
"""

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, matrix
from cleaner.html.features.echoes import echoes
from cleaner.html.features.hints import Hints, declared
from cleaner.html.features.names import class_words, tags
from cleaner.html.features.place import kind_of_page, positions
from cleaner.html.features.points import Points
from cleaner.html.features.text import text
from cleaner.html.features.tree import Tree, containers, signatures
from cleaner.html.features.words import Words

__all__ = ["Columns", "Hints", "Tree", "features", "matrix"]


def features(page: Outline, known: Hints) -> tuple[Tree, Columns]:
    """The tree and the columns, each of shape (blocks,), of a page with at least one block."""
    out: Columns = {}
    spelt = Words.of(Points.of([*page.texts, *known.texts]))
    tree = Tree(page, text(page, spelt, out))
    tags(page, tree, out)
    class_words(tree, out)
    containers(tree, out)
    signatures(tree, out)
    positions(page, tree, out)
    declared(known, tree, out)
    echoes(known, tree, out)
    kind_of_page(tree, out)
    return tree, out
