"""Every recipe on a tiny network: its package, what it stores, and what is refused."""

import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import coremltools as ct
import numpy as np
import pytest
import torch
from ane import AneSwinIR
from architecture import build, save_network
from compress import RecipeNotApplicable, count_compressed_weights
from convert import convert
from make import Source, apply_training, compress_package, make_package
from make_variants import RECIPES
from masks import prunable_kernels
from package_metadata import Provenance, read_metadata
from packages import read_packages
from PIL import Image
from plain import Plain
from recipes import Recipe, read_recipes
from stored_weights import expected_network
from swinir import SwinLayer, relative_offsets
from training_plans import MagnitudePruning, SensitivityPruning
from tune import TrainingSetup
from weight_steps import SparseStorage, WeightPruning

ALL = read_recipes(RECIPES)
TINY = {"kind": "swinir", "channels": 16, "depths": [2], "heads": 2}
HALF_PRUNED = {"heads50": "heads", "neurons50": "hidden"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Weights of a tiny network and photographs to train it with."""
    folder = tmp_path_factory.mktemp("zoo")
    torch.manual_seed(0)
    save_network(build(TINY), TINY, folder / "tiny.safetensors", {})
    (folder / "photographs").mkdir()
    rng = np.random.default_rng(0)
    for index in range(2):
        small = Image.fromarray(rng.integers(0, 256, (24, 28, 3), dtype=np.uint8))
        small.resize((168, 144), Image.Resampling.BICUBIC).save(folder / f"photographs/{index}.png")
    return folder


def source(folder: Path) -> Source:
    torch.manual_seed(0)
    return Source("tiny", folder / "tiny.safetensors", build(TINY).eval(), TINY, Provenance("tiny"))


def short(recipe: Recipe) -> Recipe:
    if recipe.train is None:
        return recipe
    rounds = recipe.train.rounds if isinstance(recipe.train, MagnitudePruning) else 1
    return replace(recipe, train=replace(recipe.train, steps=2 * rounds))


def operations(model: ct.models.MLModel) -> set[str]:
    main = model.get_spec().mlProgram.functions["main"]
    return {operation.type for operation in main.block_specializations[main.opset].operations}


@pytest.mark.parametrize("name", ALL)
def test_every_recipe_makes_the_package_it_says(folder, tmp_path, name):
    recipe = short(ALL[name])
    setup = TrainingSetup(folder / "photographs", tmp_path / "checkpoints")
    trained = apply_training(source(folder), recipe, setup)
    side = 2 * 16 if name in ("window16", "patch2") else 16
    metadata = make_package(trained, recipe, (side,), False, tmp_path / "made.mlpackage", None)
    model = ct.models.MLModel(str(tmp_path / "made.mlpackage"), skip_model_load=True)
    assert metadata.technique == name
    assert model.get_spec().specificationVersion == {"iOS16": 7, "iOS17": 8, "iOS18": 9}[recipe.target]
    assert bool(count_compressed_weights(model)) == bool(recipe.weights or recipe.activations)
    assert ("quantize" in operations(model)) == bool(recipe.activations)
    if recipe.train is None:
        assert metadata.parameters == sum(value.numel() for value in trained.net.parameters())
    if recipe.weights:
        stored = expected_network(trained.net, recipe, model, side)
        zeros = sum(step.share for step in recipe.weights if isinstance(step, WeightPruning))
        if isinstance(recipe.train, MagnitudePruning | SensitivityPruning):
            zeros = recipe.train.share
        if any(isinstance(step, WeightPruning | SparseStorage) for step in recipe.weights):
            kernels = torch.cat([kernel.flatten() for kernel in prunable_kernels(stored).values()])
            assert (kernels == 0).float().mean().item() == pytest.approx(zeros, abs=0.03)


@pytest.mark.parametrize("name", ["iterative75", "taylor50"])
def test_a_training_leaves_the_network_it_begins_from_as_it_is(folder, tmp_path, name):
    base = source(folder)
    before = {key: value.clone() for key, value in base.net.state_dict().items()}
    (tmp_path / "w").mkdir()
    own = replace(base, weights=tmp_path / "w/tiny.safetensors")
    save_network(base.net, TINY, own.weights, {})
    apply_training(own, short(ALL[name]), TrainingSetup(folder / "photographs", tmp_path / "checkpoints"))
    assert all(torch.equal(value, before[key]) for key, value in base.net.state_dict().items())
    convert(base.net, ALL["fp16"], (16,))
    with pytest.raises(RecipeNotApplicable, match="was trained by another recipe"):
        apply_training(own, replace(ALL[name], train=replace(ALL[name].train, share=0.25)), None)
    save_network(build(TINY), TINY, own.weights, {})  # Other weights.
    with pytest.raises(RecipeNotApplicable, match="or not from tiny.safetensors as it is now"):
        apply_training(own, short(ALL[name]), None)


@pytest.mark.parametrize(("name", "field"), HALF_PRUNED.items())
def test_structural_pruning_halves_what_it_names_and_nothing_else(folder, tmp_path, name, field):
    setup = TrainingSetup(folder / "photographs", tmp_path)
    layers = apply_training(source(folder), short(ALL[name]), setup).net.layers()
    counts = {"heads": [layer.heads for layer in layers], "hidden": [layer.fc1.out_features for layer in layers]}
    whole = {"heads": 2, "hidden": 32}
    assert {key: set(own) for key, own in counts.items()} == {
        key: {value // 2 if key == field else value} for key, value in whole.items()
    }


def test_a_network_without_heads_and_neurons_that_do_nothing_computes_the_same():
    from structure import select_per_layer, head_norms, neuron_norms, remove_structure

    torch.manual_seed(0)
    net = build(TINY).eval()
    with torch.no_grad():
        for layer in net.layers():
            layer.proj.weight[:, 8:] = 0
            layer.fc2.weight[:, ::2] = 0
    heads, neurons = select_per_layer(head_norms(net), 0.5), select_per_layer(neuron_norms(net), 0.5)
    smaller, _ = remove_structure(net, TINY, heads, neurons)
    image = torch.rand(1, 3, 16, 24)
    torch.testing.assert_close(smaller.eval()(image), net(image))


def test_training_resumes_where_it_was_interrupted(folder, tmp_path):
    from training import BicubicSquares, Schedule, photographs, train

    squares, schedule = BicubicSquares(photographs(folder / "photographs")), Schedule(400, patch=16, batch=1)

    def interrupt(done: int, _: torch.nn.Module) -> None:
        if done == 300:
            raise KeyboardInterrupt

    def fresh() -> torch.nn.Module:
        torch.manual_seed(1)
        return Plain(channels=4, blocks=0)

    with pytest.raises(KeyboardInterrupt):
        train(fresh(), squares, schedule, tmp_path / "a.ckpt", interrupt)
    resumed = train(fresh(), squares, schedule, tmp_path / "a.ckpt")
    straight = train(fresh(), squares, schedule, tmp_path / "b.ckpt")
    for one, other in zip(resumed.parameters(), straight.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_a_photograph_smaller_than_a_square_gives_all_it_has():
    from training import BicubicSquares

    small, large = BicubicSquares([np.zeros((66, 80, 3), np.uint8)]).square(48, np.random.default_rng(0))
    assert small.shape == (33, 33, 3) and large.shape == (66, 66, 3)


def test_a_batch_gives_what_its_images_give_alone():
    torch.manual_seed(0)
    net, images = build(TINY).eval(), torch.rand(3, 3, 16, 24)
    alone = torch.cat([net(image[None]) for image in images])
    net.set_batch_size(3)
    torch.testing.assert_close(net(images), alone)


def test_the_ane_form_computes_the_same():
    torch.manual_seed(0)
    net, image = build(TINY).eval(), torch.rand(1, 3, 16, 24)
    torch.testing.assert_close(AneSwinIR(net).eval()(image), net(image), atol=1e-5, rtol=1e-5)


def test_position_biases_are_their_tables_spread_by_offset():
    net = build(TINY)
    for layer, bias in zip(net.layers(), net.position_biases(), strict=True):
        table = layer.rpb[torch.from_numpy(relative_offsets(8))].reshape(64, 64, 2).permute(2, 0, 1)
        assert torch.equal(bias, table)


def test_a_conversion_has_no_gather_and_no_scatter_that_a_phone_would_run_slowly():
    assert not {"gather", "scatter", "gather_nd"} & operations(convert(build(TINY).eval(), ALL["fp16"], (16,)))


def test_half_precision_keeps_the_names_of_single_precision_but_for_linear_layers():
    def names(recipe: str) -> dict[str, str]:
        main = convert(build(TINY).eval(), ALL[recipe], (16,)).get_spec().mlProgram.functions["main"]
        operations = main.block_specializations[main.opset].operations
        return {output.name: one.type for one in operations if one.type != "const" for output in one.outputs}

    whole, half = names("fp32"), names("fp16")
    assert {kind for name, kind in whole.items() if name not in half} == {"linear"}


def test_equal_constants_are_stored_once():
    main = convert(build(TINY).eval(), ALL["palette4"], (16,)).get_spec().mlProgram.functions["main"]
    constants = [one for one in main.block_specializations[main.opset].operations if one.type == "const"]
    values = [one.attributes["val"] for one in constants if one.attributes["val"].HasField("immediateValue")]
    texts = [value.SerializeToString(deterministic=True) for value in values]
    assert len(texts) == len(set(texts))


def test_mixed_precision_keeps_softmax_norms_and_residual_sums_whole():
    model = convert(build(TINY).eval(), ALL["mixed"], (16,))
    main = model._mil_program.functions["main"]
    kinds = ("softmax", "layer_norm", "conv")
    types = {kind: {op.outputs[0].dtype.__name__ for op in main.find_ops(op_type=kind)} for kind in kinds}
    assert types == {"softmax": {"fp32"}, "layer_norm": {"fp32"}, "conv": {"fp16"}}
    features = [op.outputs[0] for op in main.find_ops(op_type="add") if op.outputs[0].shape == (1, 16, 16, 16)]
    assert [sum_.dtype.__name__ for sum_ in features] == ["fp32"] * 6


def test_several_sizes_are_enumerated_or_functions(tmp_path, folder):
    image = convert(build(TINY).eval(), ALL["fp16"], (16, 32)).get_spec().description.input[0].type.imageType
    assert [(size.width, size.height) for size in image.enumeratedSizes.sizes] == [(16, 16), (32, 32)]
    make_package(source(folder), ALL["fp16"], (16, 32), True, tmp_path / "multi.mlpackage", None)
    spec = ct.models.MLModel(str(tmp_path / "multi.mlpackage"), skip_model_load=True).get_spec()
    assert set(spec.mlProgram.functions) == {"s16", "s32"}
    assert spec.description.metadata.userDefined["rezbench.technique"] == "fp16"


def test_a_package_made_twice_is_the_same_but_for_dates_and_identifiers(tmp_path, folder):
    def parts(name: str) -> tuple[bytes, bytes]:
        path = tmp_path / f"{name}.mlpackage"
        make_package(source(folder), ALL["int8"], (16,), False, path, None)
        spec = ct.models.MLModel(str(path), skip_model_load=True).get_spec()
        spec.description.metadata.userDefined.pop("com.github.apple.coremltools.conversion_date", None)
        data = path / "Data/com.apple.CoreML/weights/weight.bin"
        return spec.SerializeToString(deterministic=True), data.read_bytes()

    assert parts("first") == parts("second")


def test_a_finished_package_can_be_compressed_and_nothing_else(tmp_path, folder):
    make_package(source(folder), ALL["fp16"], (16,), False, tmp_path / "made.mlpackage", None)
    tiny = ct.models.MLModel(str(tmp_path / "made.mlpackage"), skip_model_load=True)
    tiny.user_defined_metadata["rezbench.set5_psnr_y_db"] = "37.000"
    tiny.save(str(tmp_path / "tiny.mlpackage"))
    metadata = compress_package(tmp_path / "tiny.mlpackage", ALL["palette4"], tmp_path / "small.mlpackage")
    assert metadata.compressed_weights > 0 and metadata.set5_psnr_y_db is None
    small = ct.models.MLModel(str(tmp_path / "small.mlpackage"), skip_model_load=True)
    assert read_metadata(small) == metadata
    with pytest.raises(RecipeNotApplicable, match="heads50 needs the PyTorch network"):
        compress_package(tmp_path / "tiny.mlpackage", ALL["heads50"], tmp_path / "other.mlpackage")
    assert not (tmp_path / "other.mlpackage").exists()


def test_a_compression_that_changes_nothing_is_reported_and_leaves_no_package(tmp_path):
    path = tmp_path / "small.safetensors"
    architecture = {"kind": "plain", "channels": 4, "blocks": 0}
    save_network(build(architecture), architecture, path, {})
    ran = run_make_variants(path, "int8", "ane", out=tmp_path / "out")
    assert ran.returncode == 1
    assert "changed no weight" in ran.stderr and "rearranges the layers of a SwinIR" in ran.stderr
    assert list((tmp_path / "out").glob("*")) == []


def test_a_size_that_does_not_suit_the_windows_is_reported(folder, tmp_path):
    ran = run_make_variants(folder / "tiny.safetensors", "fp16", out=tmp_path, size=20)
    assert ran.returncode == 1 and ran.stderr.endswith("size 20: tiny takes multiples of 8, 16 or more, each once\n")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ("train: { window: 5, steps: 1 }", "field train.window: 5 is not one of 2, 4, 8, 16"),
        ("train: { patch: 3, steps: 1 }", "field train.patch: 3 is not one of 1, 2"),
        ("train: { prune: taylor, share: 0.99, steps: 1 }", "field train.share: whole heads and neurons are pruned by 0.9 at most"),
        ("train: { prune: magnitude, share: 0.5, rounds: 4, steps: 3 }", "field train.steps must be at least one for each of the 4"),
        ("weights: [{ palettize: true }]", "field palettize: True is not one of 1, 2, 4, 6, 8"),
    ],
)
def test_a_recipe_that_cannot_work_is_refused(tmp_path, fields, sentence):
    (tmp_path / "recipes.yaml").write_text(f"own: {{ precision: fp16, {fields} }}")
    with pytest.raises(SystemExit, match=sentence):
        read_recipes(tmp_path / "recipes.yaml")


def test_a_recipe_is_named_as_a_file_can_be(tmp_path):
    (tmp_path / "recipes.yaml").write_text("a/b: { precision: fp16 }")
    with pytest.raises(SystemExit, match="recipe a/b: its name becomes a file's"):
        read_recipes(tmp_path / "recipes.yaml")


class Grey(torch.nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return image.mean(1, keepdim=True)


class Cubic(torch.nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.interpolate(image, scale_factor=2.0, mode="bicubic")


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        (Grey(), r"its output is \[1, 1, 16, 16\]"),
        (torch.nn.Conv2d(1, 3, 1), "expected input.* to have 1 channels"),
        (Cubic(), "coremltools cannot convert own: .*not implemented"),
    ],
)
def test_a_torchscript_module_that_is_not_an_enlargement_or_cannot_be_converted_is_refused(tmp_path, module, sentence):
    scripted = torch.jit.script(module.eval())
    own = Source("own", tmp_path / "own.pt", scripted, None, Provenance("own"))
    with pytest.raises(RecipeNotApplicable, match=sentence):
        make_package(own, ALL["fp16"], (16,), False, tmp_path / "own.mlpackage", None)
    assert list(tmp_path.glob("*")) == []


def test_a_finished_package_whose_weights_are_not_finite_is_refused(tmp_path, folder):
    net = build(TINY)
    net.b[0].l[0].fc1.weight.data[0, 0] = torch.inf
    convert(net.eval(), ALL["fp32"], (16,)).save(str(tmp_path / "nan.mlpackage"))
    with pytest.raises(RecipeNotApplicable, match=r"not finite: net_b_0_l_0_fc1_weight"):
        compress_package(tmp_path / "nan.mlpackage", ALL["int8"], tmp_path / "out.mlpackage")


def test_a_folder_that_cannot_be_written_is_reported(folder, tmp_path):
    (tmp_path / "file").write_text("")
    ran = run_make_variants(folder / "tiny.safetensors", "fp16", out=tmp_path / "file/out", size=16)
    assert ran.returncode == 1 and "Not a directory" in ran.stderr and "Traceback" not in ran.stderr


def test_a_file_of_recipes_that_cannot_be_read_is_reported(tmp_path):
    with pytest.raises(SystemExit, match="absent.yaml cannot be read"):
        read_recipes(tmp_path / "absent.yaml")
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(SystemExit, match="bad.yaml is not valid YAML"):
        read_recipes(tmp_path / "bad.yaml")


def test_a_torchscript_module_takes_the_recipes_that_need_no_source(tmp_path):
    path = tmp_path / "own.pt"
    torch.jit.trace(Plain(channels=16, blocks=1).eval(), torch.zeros(1, 3, 16, 16)).save(str(path))
    ran = run_make_variants(path, "fp16", "sparse50", "heads50", "w8a8", out=tmp_path)
    assert ran.returncode == 1 and "heads50 trains a SwinIR" in ran.stderr
    assert "w8a8 changes the network's layers" in ran.stderr
    packages = {package.name for package in tmp_path.glob("*.mlpackage")}
    assert packages == {"own-fp16-16.mlpackage", "own-sparse50-16.mlpackage"}


def run_make_variants(model: Path, *names: str, out: Path, size: int = 16) -> subprocess.CompletedProcess:
    script = Path(__file__).parent / "make_variants.py"
    command = [sys.executable, str(script), str(model), "--recipes", *names, "--sizes", str(size), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_edge_form_of_the_mask_equals_the_full_mask():
    torch.manual_seed(0)
    layer, rows, columns = SwinLayer(8, 2, 4, 4, 8, 16), 3, 2
    scores = torch.rand(rows * columns, 2, 64, 64)
    regions = np.zeros((rows * 8, columns * 8))
    parts = ((0, -8), (-8, -4), (-4, None))
    for number, (y, x) in enumerate(itertools.product(parts, parts)):
        regions[slice(*y), slice(*x)] = number
    windows = regions.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
    mask = torch.from_numpy(np.where(windows[:, None] != windows[:, :, None], -100.0, 0.0)).float()
    wanted = (scores + mask[:, None]).softmax(-1)
    torch.testing.assert_close(layer.mask_edges(scores, rows, columns).softmax(-1), wanted)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x: {precision: fp8}", "field precision: fp8"),
        ("x: {precision: fp16, speed: 1}", "unknown field speed; the fields are precision"),
        ("x: {target: iOS17}", "recipe x: field precision is missing; give one of fp32, fp16, mixed"),
        ("x: {precision: fp16, activations: int4}", "field activations: int4 is not known; give int8"),
        ("x: {precision: fp16, weights: int8}", "field weights must be a list of steps"),
        ("x: {precision: fp16, weights: [int8]}", "each step must have exactly one of quantize, .* int8 does not"),
        ("x: {precision: fp16, weights: [{prune: 0.5, bits: 2}]}", "unknown field bits; the fields are prune"),
        ("x: {precision: fp16, train: 450}", "field train must have steps and exactly one of prune"),
        ("x: {precision: fp16, train: {window: 4, steps: 1, speed: 1}}", "unknown field train.speed; the fields are window"),
        ("x: {precision: fp16, train: {degraded: false, steps: 1}}", "field train.degraded: False is not known; give True"),
        ("x: {precision: fp16, train: {window: 4, steps: 1.5}}", "train.steps: 1.5 is not a whole number above 0"),
        ("x: {precision: fp16, train: {window: 4, steps: 1, rate: fast}}", "train.rate: fast is not a number above 0"),
        ("x: {precision: fp16, weights: [{palettize: 5}]}", "field palettize: 5"),
        ("x: {precision: fp16, train: {prune: heads, share: 1.5, steps: 1}}", "1.5 is not a share"),
        ("x: {precision: fp16, train: {prune: magnitude, share: 0.5, steps: 1}}", "rounds belongs to prune: magnitude"),
        ("x: {precision: fp16, train: {window: 4}}", "train.steps"),
        ("x: {precision: fp16, train: {window: big, steps: 1}}", "train.window"),
        ("x: {precision: fp16, weights: [{quantize: int8, block: 16}]}", "block belongs to quantize: int4"),
        ("x: {precision: fp16, weights: [{quantize: int4, block: 16}]}", "need iOS18"),
        ("x: {precision: fp16, target: iOS17, form: ane, activations: int8}", "do not go together"),
        ("x: {precision: fp16, train: {prune: sensitivity, share: 0.95, steps: 1}}", "0.9 at most"),
    ],
)
def test_a_bad_recipe_is_refused_in_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "recipes.yaml"
    path.write_text(text)
    with pytest.raises(SystemExit, match=sentence):
        read_recipes(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- {network: swinir-s-x2, recipe: int9, sizes: [64]}", "field recipe: int9"),
        ("- {network: plain-x2, recipe: fp16, sizes: [60]}", "multiples of 8"),
        ("- {network: plain-x2, recipe: fp16, sizes: [64], speed: 1}", "entry 1: unknown field speed; the fields are network, recipe, sizes, shapes"),
        ("- {network: plain-x2, recipe: fp16}", "entry 1: field sizes is missing; give a list of multiples of 8"),
        ("- {network: 2, recipe: fp16, sizes: [64]}", "field network: 2 is not one of plain-x2"),
        ("- {network: plain-x2, recipe: fp16, sizes: 64}", "field sizes must be a list"),
        ("- {network: plain-x2, recipe: fp16, sizes: [64, 128]}", "field shapes"),
    ],
)
def test_a_bad_package_entry_is_refused_in_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "packages.yaml"
    path.write_text(text)
    with pytest.raises(SystemExit, match=sentence):
        read_packages(path, ALL)

