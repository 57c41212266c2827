"""The packages under models/ are what the recipes make of the weights there."""

from pathlib import Path

import coremltools as ct
import pytest
from build import PACKAGES, prepare_source
from make import apply_training, make_package
from make_variants import RECIPES
from packages import read_packages
from recipes import read_recipes

MODELS = Path(__file__).parents[2] / "models"
ALL = read_packages(PACKAGES, read_recipes(RECIPES))


def parts(package: Path) -> tuple[bytes, bytes]:
    program = ct.models.MLModel(str(package), skip_model_load=True).get_spec().mlProgram
    weights = package / "Data/com.apple.CoreML/weights/weight.bin"
    return program.SerializeToString(deterministic=True), weights.read_bytes()


@pytest.mark.parametrize("name", ["plain-x2-w8a8-64", "plain-x2-palette4-64", "swinir-s-x2-iterative75-64", "swinir-s-x2-fp16-multi"])
def test_a_package_made_again_is_the_same(tmp_path, name):
    package = next(one for one in ALL if one.name == name)
    source = apply_training(prepare_source(package.network, MODELS / "weights", None), package.recipe, None)
    out = tmp_path / f"{name}.mlpackage"
    make_package(source, package.recipe, package.sizes, package.shapes == "multifunction", out, None)
    assert parts(out) == parts(MODELS / out.name)


def test_all_that_is_listed_is_there_and_nothing_else():
    assert {path.stem for path in MODELS.glob("*.mlpackage")} == {one.name for one in ALL}


def test_all_of_it_fits_in_14_megabytes():
    assert sum(file.stat().st_size for file in MODELS.rglob("*") if file.is_file()) <= 14_000_000
