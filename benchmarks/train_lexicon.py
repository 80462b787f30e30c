"""The linear models of `cleaner.html.lexicon`, and their columns for trees trained on the same pages.

Weights fitted to a page would tell the trees its labels. So the columns of every page come from weights that
saw no page of its fold; and where a fold is held out, none of that one either.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from cleaner.html.blocks import Outline
from cleaner.html.features import Columns, Tree
from cleaner.html.lexicon import BITS, FAR, LEVELS, Lexicon, around, named, said

RIDGE = (2.0, 4.0)
"""Of the words' and the names' weights, to a loss of weight 1 a block on average."""
STEPS = 40

Floats = NDArray[np.float64]


class Terms:
    """Both models' terms of a page's blocks, as rows of unit weight."""

    def __init__(self, page: Outline, tree: Tree) -> None:
        count = len(page.texts)
        self.said = _unit(_table(*said(tree), count))
        names = _table(*named(tree), len(tree.distinct))[tree.names]
        chains = [tree.chains[tree.owners]]
        for _ in range(FAR):
            chains.append(tree.above[chains[-1]])
        levels = [names[above] for above in chains]
        levels[LEVELS - 1 :] = [sum(levels[LEVELS:], start=levels[LEVELS - 1])]
        self.named = _unit(sparse.hstack(levels, format="csr"))


def _table(terms: NDArray[np.intp], rows: NDArray[np.intp], count: int) -> sparse.csr_matrix:
    """(count, 2**BITS) how often each row has each term."""
    ones = np.ones(len(terms), np.float32)
    return sparse.csr_matrix((ones, (rows, terms)), shape=(count, 1 << BITS))


def _unit(table: sparse.csr_matrix) -> sparse.csr_matrix:
    many = np.asarray(table.sum(axis=1)).ravel()
    return (sparse.diags((1 / np.sqrt(np.maximum(many, 1))).astype(np.float32)) @ table).tocsr()


class LexiconTrainer:
    """Weights for the sets of folds left out that are asked for, each fitted once."""

    def __init__(
        self,
        terms: Sequence[Terms],
        rows: Sequence[tuple[NDArray[np.intp], NDArray[np.float32]]],
        labels: Sequence[NDArray[np.float32]],
        fold: Sequence[int],
    ) -> None:
        """`rows` are the blocks of each page to learn from, with their weights."""
        self.terms = terms
        self.fold = fold
        self.own = np.repeat(fold, [len(numbers) for numbers, _ in rows])
        self.label = np.concatenate(
            [label[numbers] for label, (numbers, _) in zip(labels, rows, strict=True)]
        )
        # by the square root: short blocks say as much as long ones about the words of their kind
        self.weight = np.sqrt(np.concatenate([weights for _, weights in rows]).astype(float))
        chosen = list(zip(terms, rows, strict=True))
        self.said = sparse.vstack([page.said[numbers] for page, (numbers, _) in chosen], format="csr")
        self.named = sparse.vstack([page.named[numbers] for page, (numbers, _) in chosen], format="csr")
        self.fitted: dict[frozenset[int], tuple[Floats, Floats]] = {}

    def weights(self, out: frozenset[int]) -> tuple[Floats, Floats]:
        """Of words and of names, fitted to the pages of all folds but those in `out`."""
        if out not in self.fitted:
            learn = ~np.isin(self.own, list(out))
            label, weight = self.label[learn], self.weight[learn]
            said, named = RIDGE
            self.fitted[out] = (
                _fit(self.said[learn], label, weight, said),
                _fit(self.named[learn], label, weight, named),
            )
        return self.fitted[out]

    def lexicon(self) -> Lexicon:
        """The model that ships, fitted to all pages."""
        spoken, named = self.weights(frozenset())
        return Lexicon.of(spoken, named.reshape(LEVELS, -1).T)

    def columns(self, number: int, tree: Tree, held: int | None = None) -> Columns:
        """A page's columns from weights that saw neither its fold nor the fold that is held out."""
        spoken, named = self.weights(
            frozenset({self.fold[number]} if held is None else {self.fold[number], held})
        )
        page = self.terms[number]
        return around("said_", page.said @ spoken, tree) | around("named_", page.named @ named, tree)


def _fit(table: sparse.csr_matrix, label: NDArray[np.float32], weight: Floats, ridge: float) -> Floats:
    """Weights of a logistic regression without an intercept, in which labels may lie between 0 and 1."""
    weight = weight / weight.mean()
    turned = table.T.tocsr()

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = table @ weights
        value = float(weight @ (np.logaddexp(0, odds) - label * odds) + ridge / 2 * (weights @ weights))
        return value, turned @ (weight * (1 / (1 + np.exp(-odds)) - label)) + ridge * weights

    start = np.zeros(table.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x)
