"""How much of a block's vocabulary the article's other prose and its title share.

Notices, promotion and other stories speak of other things than the article around them; a summary of the
article says little that the rest does not say.
"""

import numpy as np

from cleaner.html.features.columns import Columns
from cleaner.html.features.hints import Hints
from cleaner.html.features.tree import Tree

_ROW_BITS = np.uint64(24)
"""Of a stem's number the lowest bits are taken for the number of its text, of which there are fewer."""


def echoes(hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `echo_`."""
    text = tree.text
    count = len(text.words)
    asked = np.zeros(count + len(hints.texts), bool)
    asked[:count] = tree.telling & (text.words >= 4)
    # the first title and the first description; both are one text
    asked[count : count + len(hints.titles[:1])] = True
    first = count + len(hints.titles)
    asked[first : first + len(hints.descriptions[:1])] = True
    found, of = text.spelt.stems(asked)
    said = (found.astype(np.uint64) << _ROW_BITS) | np.minimum(of, count).astype(np.uint64)
    said.sort()
    if said.size:
        said = np.concatenate((said[:1], said[1:][said[1:] != said[:-1]]))
    stems = said >> _ROW_BITS
    rows = (said - (stems << _ROW_BITS)).astype(np.intp)
    new = np.ones(len(said), bool)
    np.not_equal(stems[1:], stems[:-1], out=new[1:])
    stems = np.cumsum(new)
    article = np.append(out["main80_inside"] & text.prose, False)[rows]
    titled = rows == count
    times, in_title = (np.bincount(stems, where)[stems] for where in (article, titled))
    # a stem of the article's prose is its own echo there
    echoed = times > article
    size = np.maximum(np.bincount(rows, minlength=count + 1), 1)
    for name, values in (("main", echoed), ("often", echoed * times), ("title", in_title)):
        share = np.bincount(rows, values, count + 1) / size
        out[f"echo_{name}"] = share[:count].astype(np.float32)
    spoken = np.maximum(text.words, 1)
    held = tree.over(np.array((out["echo_main"], out["echo_title"])) * spoken) / np.maximum(tree.el_words, 1)
    element = tree.owners
    for level in range(3):
        out[f"echo_main_c{level}"], out[f"echo_title_c{level}"] = held.take(element, axis=1)
        element = tree.up[element]
