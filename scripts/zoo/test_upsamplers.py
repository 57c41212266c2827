import pytest
import torch
from convert import convert
from recipes import Recipe
from stored_weights import load_stored_weights
from swinir import SwinIR
from upsamplers import build_upsampler


@pytest.mark.parametrize(
    ("kind", "scale"),
    [("direct", 2), ("direct", 3), ("pixelshuffle", 2), ("pixelshuffle", 3), ("pixelshuffle", 4), ("nearest+conv", 4)],
)
def test_an_upsampler_enlarges_by_its_scale(kind, scale):
    assert build_upsampler(kind, 8, scale, 6)(torch.rand(1, 8, 5, 7)).shape == (1, 3, 5 * scale, 7 * scale)


def test_an_upsampler_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match="not a power of two"):
        build_upsampler("nearest+conv", 8, 3, 6)
    with pytest.raises(ValueError, match="bicubic is not one of"):
        build_upsampler("bicubic", 8, 2, 6)


@pytest.mark.parametrize(("kind", "residual"), [("pixelshuffle", "1conv"), ("nearest+conv", "3conv")])
def test_every_upsampler_converts_with_its_weights(kind, residual):
    torch.manual_seed(0)
    net = SwinIR(channels=16, depths=(2,), heads=2, upsampler=kind, residual=residual, features=16).eval()
    model = convert(net, Recipe("fp32", "fp32"), (16,))
    stored = load_stored_weights(net, model)
    assert all(torch.equal(value, stored.state_dict()[name]) for name, value in net.state_dict().items())
