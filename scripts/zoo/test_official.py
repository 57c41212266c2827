import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from architecture import read_network
from official import InvalidCheckpoint, build_network, read_checkpoint
from official_reference import (
    CLASSICAL,
    CLASSICAL_DIV2K,
    LIGHTWEIGHT,
    REAL_L,
    REAL_M,
    Published,
    checkpoint,
    shapes,
    upscale,
)

TINY = Published(12, (2, 3), 2, "pixelshuffledirect")
PATH = Path("swinir.pth")


def parameters(net: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in net.parameters())


@pytest.mark.parametrize(
    ("net", "count"),
    [
        (LIGHTWEIGHT, 910_152),
        (CLASSICAL, 11_752_487),
        (CLASSICAL_DIV2K, 11_752_487),
        (REAL_M, 11_678_631),
        (REAL_L, 28_013_059),
    ],
)
def test_a_published_checkpoint_is_recognised_and_wholly_taken(net, count):
    state = checkpoint(net)
    taken, architecture = build_network(state, PATH)
    assert parameters(taken) == count == sum(torch.Size(shape).numel() for shape in shapes(net).values())
    assert architecture["scale"] == net.scale and architecture["depths"] == list(net.depths)
    sums = sorted(state[name].double().sum().item() for name in shapes(net))
    assert sorted(value.double().sum().item() for value in taken.parameters()) == sums


@pytest.mark.parametrize(
    "net",
    [
        TINY,
        Published(12, (2,), 3, "pixelshuffledirect", scale=3, window=4),
        Published(12, (2,), 2, "pixelshuffle"),
        Published(12, (2,), 2, "pixelshuffle", scale=4),
        Published(12, (2,), 2, "nearest+conv"),
        Published(12, (2,), 2, "nearest+conv", scale=4, residual="3conv"),
        LIGHTWEIGHT,
    ],
    ids=str,
)
@torch.inference_mode()
def test_the_form_that_converts_computes_what_the_paper_describes(net):
    state = checkpoint(net)
    height, width = (64, 64) if net == LIGHTWEIGHT else (24, 16)
    image = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(1))
    expected, found = upscale(net, state, image), build_network(state, PATH)[0](image)
    assert found.shape == (1, 3, net.scale * height, net.scale * width)
    assert expected.std() > 0.05
    assert (expected - found).abs().max() < 1e-4


def run_official(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = str(Path(__file__).parent / "official.py")
    return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)


@torch.inference_mode()
@pytest.mark.parametrize("holder", ["params", "params_ema"])
def test_the_command_writes_weights_that_name_their_network(tmp_path, holder):
    state = checkpoint(TINY)
    torch.save({holder: state}, tmp_path / "tiny.pth")
    ran = run_official("--weights", str(tmp_path / "tiny.pth"))
    assert ran.returncode == 0, ran.stderr
    image = torch.rand(1, 3, 16, 16)
    torch.testing.assert_close(read_network(tmp_path / "tiny.safetensors")(image), build_network(state, PATH)[0](image))


def test_what_it_writes_takes_the_recipes(tmp_path):
    torch.save({"params": checkpoint(TINY)}, tmp_path / "tiny.pth")
    assert run_official("--weights", str(tmp_path / "tiny.pth")).returncode == 0
    script, weights = Path(__file__).parent / "make_variants.py", tmp_path / "tiny.safetensors"
    command = [sys.executable, script, weights, "--recipes", "int8", "ane", "--sizes", "16", "--out", tmp_path]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    packages = sorted(package.name for package in tmp_path.glob("*.mlpackage"))
    assert packages == ["tiny-ane-16.mlpackage", "tiny-int8-16.mlpackage"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda state: state.pop("norm.bias"), "norm.bias is missing"),
        (lambda state: state.update(extra=torch.zeros(1)), "extra is unknown"),
        (lambda state: state.pop("conv_first.weight"), "conv_first.weight is missing"),
        (
            lambda state: state.update({"layers.1.residual_group.blocks.2.attn.qkv.weight": torch.zeros(12, 12)}),
            r"layers.1.residual_group.blocks.2.attn.qkv.weight is \[12, 12\], not \[36, 12\]",
        ),
        (
            lambda state: state.update({"layers.99999999.residual_group.blocks.0.norm1.bias": torch.zeros(12)}),
            r"layers.99999999.residual_group.blocks.0 is more than its \d+ keys can hold",
        ),
        (lambda state: state.pop("upsample.0.weight"), "not a network for super-resolution"),
        (lambda state: state["norm.bias"].fill_(torch.nan), "not finite: norm.bias"),
        (
            lambda state: state["layers.0.residual_group.blocks.0.attn.relative_position_index"].zero_(),
            "relative_position_index is not that of windows of 8",
        ),
        (
            lambda state: state.update({"layers.0.residual_group.blocks.1.attn_mask": torch.zeros(4, 16, 16)}),
            r"attn_mask is \[4, 16, 16\], not \[windows, 64, 64\]",
        ),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused_with_its_keys(change, sentence):
    state = checkpoint(TINY)
    change(state)
    with pytest.raises(InvalidCheckpoint, match=sentence):
        build_network(state, PATH)


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    (tmp_path / "text.pth").write_text("not weights")
    torch.save({"params": {"conv_first.weight": [1.0]}}, tmp_path / "list.pth")
    torch.save({"params": re.compile("a")}, tmp_path / "code.pth")
    for name in ("absent", "text", "list", "code"):
        with pytest.raises(InvalidCheckpoint, match=name):
            read_checkpoint(tmp_path / f"{name}.pth")


def test_the_command_exits_2_with_one_sentence_and_writes_nothing(tmp_path):
    state = checkpoint(TINY)
    del state["norm.bias"]
    torch.save({"params": state}, tmp_path / "tiny.pth")
    ran = run_official("--weights", str(tmp_path / "tiny.pth"))
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1 and "norm.bias is missing" in ran.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["tiny.pth"]
