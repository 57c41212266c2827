"""SwinIR's three ways from features to an enlarged image, and its two convolutions at the end of a block.

Layouts and slopes as in the paper's section 3.1 and its published configurations: `direct` for the lightweight
network, `pixelshuffle` for the classical one, `nearest+conv` for real-world images (no checkerboard).
"""

import math

import torch
import torch.nn.functional as F
from torch import nn


def conv(inner: int, outer: int, side: int = 3) -> nn.Conv2d:
    return nn.Conv2d(inner, outer, side, 1, side // 2)


class Direct(nn.Conv2d):
    """One convolution and one pixel shuffle."""

    def __init__(self, channels: int, scale: int) -> None:
        super().__init__(channels, 3 * scale * scale, 3, 1, 1)
        self.scale = scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(super().forward(x), self.scale)


class PixelShuffle(nn.Module):
    """A convolution to `features` channels, then a pixel shuffle by 2 for each power of two, or one by 3."""

    def __init__(self, channels: int, scale: int, features: int) -> None:
        super().__init__()
        self.by, count = (3, 1) if scale == 3 else (2, power_of_two(scale))
        self.before = conv(channels, features)
        self.steps = nn.ModuleList(conv(features, features * self.by**2) for _ in range(count))
        self.last = conv(features, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.leaky_relu(self.before(x), 0.01)
        for step in self.steps:
            x = F.pixel_shuffle(step(x), self.by)
        return self.last(x)


class NearestConv(nn.Module):
    """Repeats pixels and convolves, once for each power of two, then convolves twice."""

    def __init__(self, channels: int, scale: int, features: int) -> None:
        super().__init__()
        self.before = conv(channels, features)
        self.steps = nn.ModuleList(conv(features, features) for _ in range(power_of_two(scale)))
        self.hr, self.last = conv(features, features), conv(features, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.leaky_relu(self.before(x), 0.01)
        for step in self.steps:
            x = F.leaky_relu(step(F.interpolate(x, scale_factor=2, mode="nearest")), 0.2)
        return self.last(F.leaky_relu(self.hr(x), 0.2))


def power_of_two(scale: int) -> int:
    power = int(math.log2(scale))
    if scale != 2**power:
        raise ValueError(f"scale {scale} is not a power of two")
    return power


def build_upsampler(kind: str, channels: int, scale: int, features: int) -> nn.Module:
    """Features [1, channels, H, W] to [1, 3, scale*H, scale*W]; `direct` has no `features`."""
    match kind:
        case "direct":
            return Direct(channels, scale)
        case "pixelshuffle":
            return PixelShuffle(channels, scale, features)
        case "nearest+conv":
            return NearestConv(channels, scale, features)
    raise ValueError(f"upsampler {kind} is not one of direct, pixelshuffle, nearest+conv")


def build_residual_convolution(kind: str, channels: int) -> nn.Module:
    """`1conv`, or `3conv`: a bottleneck of a quarter of the channels, which saves parameters in the large network."""
    if kind == "1conv":
        return conv(channels, channels)
    if kind != "3conv":
        raise ValueError(f"residual {kind} is not one of 1conv, 3conv")
    narrow = channels // 4
    layers = (conv(channels, narrow), conv(narrow, narrow, 1), conv(narrow, channels))
    return nn.Sequential(layers[0], nn.LeakyReLU(0.2), layers[1], nn.LeakyReLU(0.2), layers[2])
