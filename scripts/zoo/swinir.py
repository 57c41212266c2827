"""SwinIR (Liang et al., ICCVW 2021, arXiv:2108.10257) with each of its upsamplers, in a form that converts well.

No tensor exceeds four dimensions, cyclic shifts are slices and concatenations rather than gathers, and the shifted
windows' attention mask is added only to the last row and the last column of windows, so that a package's size does
not grow with its input.
"""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from upsamplers import residual_convolution, upsampler as upsampler_of

MASKED = -100.0
"""Added to the attention scores of pixels that a cyclic shift made neighbours; as in Swin Transformer."""


class SwinLayer(nn.Module):
    """Window attention and a two-layer perceptron, each with a residual; features as [1, H, W, C]."""

    def __init__(self, channels: int, heads: int, shift: int, window: int, mlp_ratio: int) -> None:
        super().__init__()
        self.channels, self.heads, self.shift, self.window = channels, heads, shift, window
        self.n1, self.n2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.proj = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.fc1, self.fc2 = nn.Linear(channels, mlp_ratio * channels), nn.Linear(mlp_ratio * channels, channels)
        self.rpb = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        nn.init.trunc_normal_(self.rpb, std=0.02)
        self.register_buffer("offsets", torch.from_numpy(relative_offsets(window)), persistent=False)
        row_mask, column_mask = edge_masks(window, shift)
        self.register_buffer("row_mask", torch.from_numpy(row_mask), persistent=False)
        self.register_buffer("column_mask", torch.from_numpy(column_mask), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[1], x.shape[2]
        y = self.n1(x)
        if self.shift:
            y = rolled(rolled(y, self.shift, 1), self.shift, 2)
        y = self.attend(y, height // self.window, width // self.window)
        if self.shift:
            y = unrolled(unrolled(y, self.shift, 1), self.shift, 2)
        x = x + y
        return x + self.fc2(F.gelu(self.fc1(self.n2(x))))

    def attend(self, y: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """Attention inside each of rows x columns windows of [1, H, W, C]."""
        window, channels, heads = self.window, self.channels, self.heads
        pixels, head = window * window, channels // heads
        y = y.reshape(rows, window, columns, window * channels).transpose(1, 2)
        y = y.reshape(rows * columns, pixels, channels)
        q, k, v = self.qkv(y).reshape(rows * columns, pixels, 3 * heads, head).transpose(1, 2).chunk(3, 1)
        scores = (q * head**-0.5) @ k.transpose(-2, -1)
        scores = scores + self.rpb[self.offsets].view(pixels, pixels, heads).permute(2, 0, 1)[None]
        if self.shift:
            scores = self.masked(scores, rows, columns)
        y = self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(rows * columns, pixels, channels))
        y = y.reshape(rows, columns, window, window * channels).transpose(1, 2)
        return y.reshape(1, rows * window, columns * window, channels)

    def masked(self, scores: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """Scores [windows, heads, N, N] with the mask on the windows that a shift wrapped around."""
        pixels = self.window * self.window
        scores = scores.reshape(rows, columns * self.heads, pixels, pixels)
        scores = torch.cat([scores[:-1], scores[-1:] + self.row_mask], 0)
        scores = torch.cat([scores[:, : -self.heads], scores[:, -self.heads :] + self.column_mask], 1)
        return scores.reshape(rows * columns, self.heads, pixels, pixels)


class SwinBlock(nn.Module):
    """Layers that alternate plain and shifted windows, then a convolution, with a residual (the paper's RSTB)."""

    def __init__(
        self, channels: int, depth: int, heads: int, window: int, mlp_ratio: int, residual: str = "1conv"
    ) -> None:
        super().__init__()
        shifts = (0 if index % 2 == 0 else window // 2 for index in range(depth))
        self.l = nn.ModuleList(SwinLayer(channels, heads, shift, window, mlp_ratio) for shift in shifts)
        self.conv = residual_convolution(residual, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x
        for layer in self.l:
            y = layer(y)
        return x + self.conv(y.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class SwinIR(nn.Module):
    """Image in [0, 1] as [1, 3, H, W] to [1, 3, scale*H, scale*W]; H and W multiples of the window, at least two."""

    def __init__(
        self,
        channels: int = 32,
        depths: Sequence[int] = (4, 4),
        heads: int = 4,
        window: int = 8,
        mlp_ratio: int = 2,
        scale: int = 2,
        upsampler: str = "direct",
        residual: str = "1conv",
        features: int = 64,
    ) -> None:
        super().__init__()
        self.first, self.pn = nn.Conv2d(3, channels, 3, 1, 1), nn.LayerNorm(channels)
        self.b = nn.ModuleList(SwinBlock(channels, depth, heads, window, mlp_ratio, residual) for depth in depths)
        self.n, self.after = nn.LayerNorm(channels), residual_convolution(residual, channels)
        self.up = upsampler_of(upsampler, channels, scale, features)
        # The mean colour of DIV2K, which SwinIR subtracts.
        self.register_buffer("mean", torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = self.first(image - self.mean)
        y = self.pn(x.permute(0, 2, 3, 1))
        for block in self.b:
            y = block(y)
        x = x + self.after(self.n(y).permute(0, 3, 1, 2))
        return self.up(x) + self.mean


def rolled(x: torch.Tensor, by: int, dim: int) -> torch.Tensor:
    """torch.roll(x, -by, dim) along dimension 1 or 2, without a gather."""
    return torch.cat([x[:, by:], x[:, :by]] if dim == 1 else [x[:, :, by:], x[:, :, :by]], dim)


def unrolled(x: torch.Tensor, by: int, dim: int) -> torch.Tensor:
    """The reverse of rolled."""
    return rolled(x, -by, dim)


def relative_offsets(window: int) -> np.ndarray:
    """For each pair of a window's pixels, flattened: the row of the position bias table."""
    y, x = np.divmod(np.arange(window * window), window)
    dy = y[:, None] - y[None, :] + window - 1
    dx = x[:, None] - x[None, :] + window - 1
    return (dy * (2 * window - 1) + dx).ravel()


def edge_masks(window: int, shift: int) -> tuple[np.ndarray, np.ndarray]:
    """Masks [N, N] for windows at the bottom and at the right: pixels on either side of the wrap do not attend."""
    y, x = np.divmod(np.arange(window * window), window)
    sides = (y >= window - shift, x >= window - shift)
    return tuple(np.where(side[:, None] != side[None, :], np.float32(MASKED), np.float32(0)) for side in sides)
