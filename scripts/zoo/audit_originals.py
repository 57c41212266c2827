"""The PyTorch original of a package, and what the package should compute if conversion lost nothing."""

from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
import torch
from architecture import file_sha256, read_network
from convert import convert
from make_variants import RECIPES as FILE
from package_metadata import PackageMetadata
from recipes import Recipe, read_recipes
from stored_weights import expected_network

RECIPES = read_recipes(FILE)


class PackageNotAuditable(Exception):
    """Why a package has no original to compare it with, in one sentence."""


@dataclass(frozen=True)
class Original:
    """`expected` is the trained network with its weights as the package's technique should leave them."""

    trained: torch.nn.Module
    expected: torch.nn.Module
    recipe: Recipe


def find_original(
    package: Path, model: ct.models.MLModel, metadata: PackageMetadata, weights: Path, side: int
) -> Original:
    """Finds the weights file by the hash that the package records."""
    sha256 = metadata.base_sha256
    if sha256 is None:
        raise PackageNotAuditable(
            f"{package} does not record rezbench.base_sha256; make it with build.py or make_variants.py"
        )
    file = next((file for file in sorted(weights.glob("*.safetensors")) if file_sha256(file) == sha256), None)
    if file is None:
        raise PackageNotAuditable(f"{package} was made from weights that are not in {weights} (sha256 {sha256[:12]})")
    recipe = RECIPES.get(metadata.technique or "")
    if recipe is None:
        raise PackageNotAuditable(f"{package} does not record a technique of recipes.yaml; make it with build.py")
    try:
        trained = read_network(file)
        return Original(trained, expected_network(trained, recipe, model, side), recipe)
    except (LookupError, RuntimeError, ValueError) as error:
        raise PackageNotAuditable(f"{package} stores weights that are not {file.name}'s: {error}") from error


def save_fp32_sibling(original: Original, side: int, path: Path) -> None:
    """The network converted again without compression, so that only conversion itself can change it."""
    recipe = Recipe("fp32", "fp32", original.recipe.target, form=original.recipe.form)
    convert(original.expected, recipe, (side,)).save(str(path))
