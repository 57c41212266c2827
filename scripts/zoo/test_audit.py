import shutil
from collections.abc import Callable
from pathlib import Path

import coremltools as ct
import numpy as np
import pytest
import torch
from architecture import build, save_network, file_sha256
from audit import Audit
from audit_images import cut_tiles, photographs
from audit_originals import RECIPES
from audit_report import Row, markdown, terminal, to_json
from convert import convert
from measure import resize_bicubic
from set5 import whole_psnr_y_db
from stored_weights import expected_network, load_stored_weights
from swinir import SwinLayer

if shutil.which("node") is None:
    pytest.skip("the audit asks the host runtime, which needs Node.js", allow_module_level=True)

TINY = {"kind": "swinir", "channels": 8, "depths": [2], "heads": 2}


def pairs(scale: int) -> list[tuple[np.ndarray, np.ndarray]]:
    y, x = np.mgrid[:48, :64]
    truth = np.stack([(3 * x + y) % 256, (x * y // 4) % 256, (5 * y) % 256], 2).astype(np.uint8)
    return [(resize_bicubic(truth, 1 / scale, round_between=True), truth)]


@pytest.fixture(scope="module")
def net(tmp_path_factory) -> tuple[torch.nn.Module, Path]:
    """A network with random weights, whose attention shows in its output, and the folder of its weights file."""
    torch.manual_seed(0)
    net = build(TINY).eval()
    with torch.no_grad():
        net.b[0].l[1].proj.weight *= 20
    folder = tmp_path_factory.mktemp("weights")
    save_network(net, TINY, folder / "tiny.safetensors", {})
    return net, folder


def package(net: tuple[torch.nn.Module, Path], path: Path, technique: str) -> Path:
    model = convert(net[0], RECIPES[technique], (16,))
    model.user_defined_metadata["rezbench.technique"] = technique
    model.user_defined_metadata["rezbench.base_sha256"] = file_sha256(net[1] / "tiny.safetensors")
    measured = whole_psnr_y_db(expected_network(net[0], RECIPES[technique], model, 16), pairs(2))
    model.user_defined_metadata["rezbench.set5_psnr_y_db"] = f"{measured:.3f}"
    model.save(str(path))
    return path


def audited(packages: list[Path], weights: Path, folder: Path) -> dict[str, Row]:
    return {row.name: row for row in Audit(pairs, folder).run(packages, weights, check_recorded=True)}


def change(package: Path, stored: np.ndarray, make: Callable[[np.ndarray], np.ndarray]) -> None:
    """Overwrites in a package's weights what `stored` holds."""
    path = package / "Data/com.apple.CoreML/weights/weight.bin"
    data = path.read_bytes()
    assert data.count(stored.tobytes()) == 1
    path.write_bytes(data.replace(stored.tobytes(), make(stored.copy()).tobytes()))


def operation_with(package: Path, constant: str) -> str:
    """The output of the operation that takes a constant."""
    main = ct.models.MLModel(str(package), skip_model_load=True).get_spec().mlProgram.functions["main"]
    for operation in main.block_specializations[main.opset].operations:
        for argument in operation.inputs.values():
            if any(binding.name == constant for binding in argument.arguments):
                return operation.outputs[0].name
    raise LookupError(constant)


def one_weight(values: np.ndarray) -> np.ndarray:
    values.flat[3] = 40
    return values


def test_sound_packages_pass_whatever_their_technique(net, tmp_path):
    names = ("fp32", "fp16", "int8", "sparse50")
    rows = audited([package(net, tmp_path / f"{name}.mlpackage", name) for name in names], net[1], tmp_path)
    assert {name: row.verdict for name, row in rows.items()} == dict.fromkeys(names, "pass")
    assert max(row.max_error for row in rows.values()) < 0.5
    assert max(abs(row.delta_db) for row in rows.values()) < 0.01


@pytest.mark.parametrize(("technique", "dtype", "ending"), [("fp32", "f4", ""), ("fp16", "f2", "_to_fp16")])
def test_one_changed_weight_is_found_at_its_operation(net, tmp_path, technique, dtype, ending):
    broken = package(net, tmp_path / "broken.mlpackage", technique)
    weight = net[0].b[0].l[1].fc1.weight.detach().numpy().astype(dtype)
    name = operation_with(broken, f"net_b_0_l_1_fc1_weight{ending}")
    change(broken, weight, one_weight)
    verdict = audited([broken], net[1], tmp_path)["broken"].verdict
    assert verdict.startswith("diverges from PyTorch, first in ")
    # Some layers have another name in fp16; the next of the same name diverges.
    assert f"first in {name} (linear), by " in verdict or f"unless already in {name} (linear), without a counterpart" in verdict


def test_an_operation_whose_values_half_precision_cannot_hold_is_named(net, tmp_path):
    large = package(net, tmp_path / "large.mlpackage", "fp16")
    weight = net[0].b[0].l[1].fc1.weight.detach().numpy().astype("f2")
    change(large, weight, lambda values: np.sign(values) * np.float16(30000))
    verdict = audited([large], net[1], tmp_path)["large"].verdict
    assert "; in half precision linear " in verdict and "beyond the 65,504" in verdict


def test_a_conversion_that_leaves_the_attention_masks_out_is_found(net, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(SwinLayer, "mask_edges", lambda layer, scores, rows, columns: scores)
        broken = package(net, tmp_path / "broken.mlpackage", "int8")
    verdict = audited([broken], net[1], tmp_path)["broken"].verdict
    assert "first in scores" in verdict and "(add)" in verdict


def test_compressed_weights_that_are_not_those_that_were_measured_are_found(net, tmp_path):
    broken = package(net, tmp_path / "broken.mlpackage", "sparse50")
    kernel = net[0].up.weight.detach().numpy().astype("f2").ravel()
    stored = load_stored_weights(net[0], ct.models.MLModel(str(broken), skip_model_load=True)).up.weight
    change(broken, kernel[stored.detach().numpy().ravel() != 0], lambda values: values * np.float16(8))
    row = audited([broken], net[1], tmp_path)["broken"]
    assert "stores other weights than those it was measured with" in row.verdict
    assert "most of all in up.weight" in row.verdict


def test_a_package_without_its_original_does_not_pass(net, tmp_path):
    fp16 = package(net, tmp_path / "fp16.mlpackage", "fp16")
    damaged = tmp_path / "damaged.mlpackage"
    shutil.copytree(fp16, damaged)
    (damaged / "Data/com.apple.CoreML/model.mlmodel").write_bytes(b"none")
    rows = audited([fp16, damaged], tmp_path, tmp_path)
    assert "made from weights that are not in" in rows["fp16"].verdict
    assert "cannot be read" in rows["damaged"].verdict


def test_the_report_has_every_figure_and_leaves_out_unknown_ones():
    rows = [Row("a", 37.0, 36.5, 36.4875, 1.5, 0.01, "diverges from PyTorch", "first in a (add)"), Row("b", fault="absent")]
    assert "| a | 37.000 | 36.500 | 36.487 | -0.0125 | 1.5000 | 0.0100 | diverges from PyTorch, first in a (add) |" in (
        markdown(rows, "Set5")
    )
    assert terminal(rows).endswith("0 of 2 packages pass")
    assert Row("d", half_losses=("mul m reaches 7e+4", "add n is not finite")).verdict == (
        "pass; in half precision mul m reaches 7e+4 and 1 more"
    )
    assert '"max_error": 1.5' in to_json(rows, "Set5") and "NaN" not in to_json([Row("c", float("nan"))], "Set5")


def test_without_set5_the_photographs_are_cut_to_tiles(tmp_path):
    found = photographs(Path(__file__).parents[2] / "images")(2)
    assert cut_tiles(found, 64, 2).shape[1:] == (64, 64, 3)
    assert all(truth.shape == (192, 192, 3) and small.shape == (96, 96, 3) for small, truth in found)
