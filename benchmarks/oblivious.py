"""Turn a trained CatBoost model into the flat arrays that `cleaner.clutter.model` evaluates."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.clutter.model import ObliviousTrees


def from_catboost(model: Any, features: Sequence[str]) -> ObliviousTrees:
    """The trees of a CatBoost binary model trained on numeric columns without missing values."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        model.save_model(str(path), format="json")
        dump = json.loads(path.read_text())
    trees = dump["oblivious_trees"]
    depth = max(len(tree["splits"] or ()) for tree in trees)
    never = (0, float("inf"))  # pads trees that stopped growing early
    asked: dict[tuple[int, float], int] = {}
    questions = np.zeros((depth, len(trees)), np.intp)
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    for number, tree in enumerate(trees):
        splits = [(split["float_feature_index"], split["border"]) for split in tree["splits"] or ()]
        for level in range(depth):
            question = splits[level] if level < len(splits) else never
            questions[level, number] = asked.setdefault(question, len(asked))
        leaves[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    columns = [column["feature_index"] for column in dump["features_info"]["float_features"]]
    scale, (bias, *_) = dump["scale_and_bias"]
    return ObliviousTrees(
        features=tuple(features),
        question_feature=np.array([columns[feature] for feature, _ in asked], np.intp),
        question_border=np.array([border for _, border in asked], np.float32),
        questions=questions,
        leaves=leaves * np.float32(scale),
        bias=float(bias),
    )
