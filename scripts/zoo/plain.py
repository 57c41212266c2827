"""The plain x2 network: convolutions, a repeated-pixel skip and a pixel shuffle."""

import torch
import torch.nn.functional as F
from torch import nn


class Plain(nn.Module):
    """Image in [0, 1] as [1, 3, H, W] to [1, 3, scale*H, scale*W].

    A body of 3x3 convolutions predicts what nearest-neighbour upsampling lacks; the layout follows the
    re-parameterised plain nets of the mobile super-resolution challenges.
    """

    def __init__(self, channels: int = 28, blocks: int = 5, scale: int = 2) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, channels, 3, 1, 1), nn.ReLU()]
        for _ in range(blocks):
            layers += [nn.Conv2d(channels, channels, 3, 1, 1), nn.ReLU()]
        self.body = nn.Sequential(*layers, nn.Conv2d(channels, 3 * scale * scale, 3, 1, 1))
        self.scale = scale

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        nearest = image.repeat_interleave(self.scale**2, 1)
        return F.pixel_shuffle(self.body(image) + nearest, self.scale)
