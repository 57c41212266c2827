import numpy as np
import pytest
import torch
from architecture import build, save_network
from build import prepare_source
from compress import RecipeNotApplicable
from families import FAMILIES, Family
from PIL import Image
from training_plans import LongerTraining, Widening
from tune import TrainingSetup

PLAIN = {"kind": "plain", "channels": 8, "blocks": 1}


def test_weights_that_do_not_fit_are_named(tmp_path):
    net = build(PLAIN)
    save_network(net, {**PLAIN, "channels": 12}, tmp_path / "plain-x2.safetensors", {})
    with pytest.raises(SystemExit, match=r"body\.0\.bias is \[8\], not \[12\]"):
        FAMILIES["plain-x2"].load(tmp_path)


def test_weights_that_are_not_finite_are_named(tmp_path):
    net = build(PLAIN)
    with torch.no_grad():
        net.body[2].bias[1] = float("nan")
    save_network(net, PLAIN, tmp_path / "plain-x2.safetensors", {})
    with pytest.raises(SystemExit, match=r"not finite: body\.2\.bias"):
        FAMILIES["plain-x2"].load(tmp_path)


def test_a_missing_family_is_trained_stage_after_stage(tmp_path):
    tiny = {"kind": "swinir", "channels": 16, "depths": [1], "heads": 2}
    save_network(build(tiny), tiny, tmp_path / "swinir-s-x2.safetensors", {})
    noise = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    (tmp_path / "photographs").mkdir()
    Image.fromarray(noise).save(tmp_path / "photographs/0.png")
    setup = TrainingSetup(tmp_path / "photographs", tmp_path / "checkpoints")
    stages = (Widening(channels=24, steps=2), LongerTraining(steps=3))
    once, twice = (Family(f"wide-{count}", "classical", "", stages=stages[:count]) for count in (1, 2))
    short, long = (prepare_source(family, tmp_path, setup) for family in (once, twice))
    assert (once.steps, twice.steps) == (2, 5)
    assert long.architecture == short.architecture and long.architecture["channels"] == 24
    assert not torch.equal(long.net.first.weight, short.net.first.weight)
    save_network(build(tiny), tiny, tmp_path / "swinir-s-x2.safetensors", {})
    with pytest.raises(RecipeNotApplicable, match=r"not from swinir-s-x2\.safetensors as it is now"):
        prepare_source(twice, tmp_path, None)
