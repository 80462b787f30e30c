"""Where a page's images stand: captions that no class betrays are short blocks beside one."""

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns
from cleaner.html.features.tree import Tree


def images(page: Outline, tree: Tree, out: Columns) -> None:
    """Add the columns `image_`."""
    count = len(page.texts)
    at = (
        np.bincount(np.minimum(page.images, count), minlength=count + 1)
        if page.images
        else np.zeros(count + 1)
    )
    place = np.arange(count)
    last = np.maximum.accumulate(np.where(at[:count] > 0, place, -100))
    out["image_here"] = np.minimum(at[:count], 9)
    out["image_next"] = np.minimum(at[1:], 9)
    out["image_since"] = np.minimum(place - last, 99)
    held = tree.over(at[:count].astype(np.float32))
    parent = tree.parents[tree.owners]
    for name, element in (
        ("own", tree.owners),
        ("parent", parent),
        ("grandparent", tree.parents[parent]),
        ("c1", tree.up[tree.owners]),
    ):
        out[f"image_{name}"] = held[element] / np.maximum(tree.blocks[element], 1)
    beside = (at[:count] > 0).astype(np.float32)
    for name, group in (("sig", tree.signature), ("sig2", tree.signature2)):
        out[f"image_{name}"] = (np.bincount(group, beside) / np.maximum(np.bincount(group), 1))[group]
