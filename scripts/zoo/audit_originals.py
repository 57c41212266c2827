"""The PyTorch original of a package, and what the package should compute if conversion lost nothing."""

from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
import torch
from architecture import read_network, sha256_of
from convert import convert
from make_variants import RECIPES as FILE
from recipes import Recipe, read_recipes
from stored_weights import expected


RECIPES = read_recipes(FILE)


class Unauditable(Exception):
    """Why a package has no original to compare it with, in one sentence."""


@dataclass(frozen=True)
class Original:
    """`expected` is the trained network with its weights as the package's technique should leave them."""

    trained: torch.nn.Module
    expected: torch.nn.Module
    recipe: Recipe


def original_of(package: Path, model: ct.models.MLModel, weights: Path, side: int) -> Original:
    """By the hash of the weights file that the package was made of."""
    sha256 = model.user_defined_metadata.get("rezbench.base_sha256")
    if sha256 is None:
        raise Unauditable(f"{package} does not tell rezbench.base_sha256; make it by build.py or make_variants.py")
    file = next((file for file in sorted(weights.glob("*.safetensors")) if sha256_of(file) == sha256), None)
    if file is None:
        raise Unauditable(f"{package} was made of weights that are not in {weights} (sha256 {sha256[:12]})")
    recipe = RECIPES.get(model.user_defined_metadata.get("rezbench.technique", ""))
    if recipe is None:
        raise Unauditable(f"{package} tells no technique of recipes.yaml")
    try:
        trained = read_network(file)
        return Original(trained, expected(trained, recipe, model, side), recipe)
    except (LookupError, RuntimeError, ValueError) as error:
        raise Unauditable(f"{package} stores weights that are not {file.name}'s: {error}") from error


def save_fp32_sibling(original: Original, side: int, path: Path) -> None:
    """The network converted anew without compression, so that only what conversion should keep is kept."""
    convert(original.expected, Recipe("fp32", "fp32", original.recipe.target, form=original.recipe.form), (side,)).save(str(path))
