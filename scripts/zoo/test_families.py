import pytest
import torch
from families import FAMILIES
from safetensors.torch import save_file


def test_weights_that_do_not_fit_are_named(tmp_path):
    state = FAMILIES["plain-x2"].build().state_dict()
    state["body.2.bias"] = torch.zeros(3)
    del state["body.0.weight"]
    save_file(state, tmp_path / "plain-x2.safetensors")
    with pytest.raises(SystemExit, match=r"body\.0\.weight, body\.2\.bias"):
        FAMILIES["plain-x2"].load(tmp_path)


def test_weights_that_are_not_finite_are_named(tmp_path):
    state = FAMILIES["plain-x2"].build().state_dict()
    state["body.2.bias"][1] = float("nan")
    save_file(state, tmp_path / "plain-x2.safetensors")
    with pytest.raises(SystemExit, match=r"not finite: body\.2\.bias"):
        FAMILIES["plain-x2"].load(tmp_path)
