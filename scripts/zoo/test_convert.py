import itertools

import coremltools as ct
import numpy as np
import pytest
import torch
from convert import convert
from plain import Plain
from recipe import Recipe, read_recipes
from stored_weights import with_stored_weights
from swinir import SwinIR, SwinLayer
from techniques import TECHNIQUES, constexpr_count


@pytest.fixture(scope="module")
def tiny() -> torch.nn.Module:
    torch.manual_seed(0)
    return SwinIR(channels=16, depths=(2,), heads=2).eval()


def operations(model: ct.models.MLModel) -> set[str]:
    main = model.get_spec().mlProgram.functions["main"]
    return {operation.type for operation in main.block_specializations[main.opset].operations}


zeros = {"sparse50": 0.5, "sparse75": 0.75}


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_every_technique_gives_a_package_for_ios_16_that_stores_what_it_says(tiny, technique):
    model = convert(tiny, Recipe("swinir-s-x2", technique, (16,)))
    assert model.get_spec().specificationVersion <= 7
    assert (constexpr_count(model) > 0) == (TECHNIQUES[technique].compress is not None)
    kept, given = with_stored_weights(tiny, model).b[0].l[0].qkv.weight, tiny.b[0].l[0].qkv.weight
    assert torch.equal(kept, given) == (technique == "fp32")
    assert (kept == 0).float().mean().item() == pytest.approx(zeros.get(technique, 0), abs=0.02)
    nonzero = kept != 0
    assert (kept - given)[nonzero].abs().max() < given.abs().max() / 4


def test_a_conversion_has_no_gather_and_no_scatter_that_a_phone_would_run_slowly(tiny):
    assert not {"gather", "scatter", "gather_nd"} & operations(convert(tiny, Recipe("swinir-s-x2", "fp16", (16,))))


def test_an_enumerated_package_takes_each_of_its_sizes(tiny):
    image = convert(tiny, Recipe("swinir-s-x2", "fp16", (16, 32))).get_spec().description.input[0].type.imageType
    assert [(size.width, size.height) for size in image.enumeratedSizes.sizes] == [(16, 16), (32, 32)]
    assert (image.width, image.height) == (16, 16)


def test_a_compression_that_changes_nothing_is_an_error():
    with pytest.raises(SystemExit, match="changed no weight"):
        convert(Plain(channels=4, blocks=0), Recipe("plain-x2", "int8", (16,)))


def test_the_edge_form_of_the_mask_equals_the_full_mask():
    torch.manual_seed(0)
    layer, rows, columns = SwinLayer(8, 2, 4, 8, 2), 3, 2
    scores = torch.rand(rows * columns, 2, 64, 64)
    regions = np.zeros((rows * 8, columns * 8))
    parts = ((0, -8), (-8, -4), (-4, None))
    for number, (y, x) in enumerate(itertools.product(parts, parts)):
        regions[slice(*y), slice(*x)] = number
    windows = regions.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
    mask = torch.from_numpy(np.where(windows[:, None] != windows[:, :, None], -100.0, 0.0)).float()
    expected = (scores + mask[:, None]).softmax(-1)
    torch.testing.assert_close(layer.masked(scores, rows, columns).softmax(-1), expected)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- {family: swinir-s-x2, technique: int9, sizes: [64]}", "field technique: int9"),
        ("- {family: plain-x2, technique: fp16, sizes: [60]}", "multiples of 8"),
        ("- {family: plain-x2, technique: fp16, sizes: [64], speed: 1}", "exactly the fields"),
    ],
)
def test_a_bad_recipe_is_told_in_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "recipes.yaml"
    path.write_text(text)
    with pytest.raises(SystemExit, match=sentence):
        read_recipes(path)
