import pytest
import torch
from architecture import build, save_network
from families import FAMILIES

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
