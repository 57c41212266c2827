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
from upsamplers import build_residual_convolution, build_upsampler

MASKED = -100.0
"""Added to the attention scores between pixels that only a cyclic shift put side by side, as in Swin Transformer."""


class SwinLayer(nn.Module):
    """Window attention and a two-layer perceptron, each with a residual; features as [N, H, W, C]."""

    def __init__(self, channels: int, heads: int, head: int, shift: int, window: int, hidden: int) -> None:
        super().__init__()
        self.heads, self.head, self.shift, self.window = heads, head, shift, window
        self.images = 1
        self.n1, self.n2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.proj = nn.Linear(channels, 3 * heads * head), nn.Linear(heads * head, channels)
        self.fc1, self.fc2 = nn.Linear(channels, hidden), nn.Linear(hidden, channels)
        self.rpb = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        nn.init.trunc_normal_(self.rpb, std=0.02)
        row_mask, column_mask = edge_masks(window, shift)
        self.register_buffer("row_mask", torch.from_numpy(row_mask), persistent=False)
        self.register_buffer("column_mask", torch.from_numpy(column_mask), persistent=False)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """`bias` is [heads, window**2, window**2]."""
        height, width, y = x.shape[1], x.shape[2], self.n1(x)
        if self.shift:
            y = roll(roll(y, self.shift, 1), self.shift, 2)
        y = self.attend(y, bias, height // self.window, width // self.window)
        if self.shift:
            y = unroll(unroll(y, self.shift, 1), self.shift, 2)
        x = x + y
        return x + self.fc2(F.gelu(self.fc1(self.n2(x))))

    def attend(self, y: torch.Tensor, bias: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """Attention inside each of rows x columns windows of each of N images, [N, H, W, C]."""
        images, window, heads, inner = self.images, self.window, self.heads, self.heads * self.head
        windows, pixels, channels = images * rows * columns, window * window, y.shape[-1]
        y = y.reshape(images * rows, window, columns, window * channels).transpose(1, 2)
        y = y.reshape(windows, pixels, channels)
        q, k, v = self.qkv(y).reshape(windows, pixels, 3 * heads, self.head).transpose(1, 2).chunk(3, 1)
        scores = (q * self.head**-0.5) @ k.transpose(-2, -1) + bias
        if self.shift:
            scores = self.mask_edges(scores, rows, columns)
        y = self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(windows, pixels, inner))
        y = y.reshape(images * rows, columns, window, window * channels).transpose(1, 2)
        return y.reshape(images, rows * window, columns * window, channels)

    def mask_edges(self, scores: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """Scores [windows, heads, N, N] with the mask on the windows that a shift wrapped around."""
        pixels = self.window * self.window
        scores = scores.reshape(self.images * rows, columns * self.heads, pixels, pixels)
        each = [scores] if self.images == 1 else scores.split(rows)
        rows_masked = [part for image in each for part in (image[:-1], mask_rows(image[-1:], self.row_mask))]
        scores = torch.cat(rows_masked, 0)
        last = mask_columns(scores[:, -self.heads :], self.column_mask)
        scores = torch.cat([scores[:, : -self.heads], last], 1)
        return scores.reshape(self.images * rows * columns, self.heads, pixels, pixels)


class SwinBlock(nn.Module):
    """Layers that alternate plain and shifted windows, then a convolution, with a residual (the paper's RSTB)."""

    def __init__(self, layers: list[SwinLayer], convolution: nn.Module) -> None:
        super().__init__()
        self.l, self.conv = nn.ModuleList(layers), convolution

    def forward(self, x: torch.Tensor, biases: list[torch.Tensor]) -> torch.Tensor:
        y = x
        for layer, bias in zip(self.l, biases, strict=True):
            y = layer(y, bias)
        return x + self.conv(y.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class SwinIR(nn.Module):
    """Image in [0, 1] as [N, 3, H, W] to [N, 3, scale*H, scale*W]; H and W multiples of patch*window, at least two.

    `heads` and `hidden` (the perceptrons' width) may be lists, one entry a layer, as pruning leaves them; `head` is a
    head's width. With `patch` the features have that fraction of the image's resolution. `set_batch_size`
    sets N, which is 1 for conversion.
    """

    def __init__(
        self,
        channels: int = 32,
        depths: Sequence[int] = (4, 4),
        heads: int | Sequence[int] = 4,
        window: int = 8,
        mlp_ratio: int = 2,
        scale: int = 2,
        upsampler: str = "direct",
        residual: str = "1conv",
        features: int = 64,
        head: int | None = None,
        hidden: Sequence[int] | None = None,
        patch: int = 1,
    ) -> None:
        super().__init__()
        count = sum(depths)
        heads = [heads] * count if isinstance(heads, int) else heads
        hidden = [mlp_ratio * channels] * count if hidden is None else hidden
        head = channels // heads[0] if head is None else head
        shifts = [0 if index % 2 == 0 else window // 2 for depth in depths for index in range(depth)]
        layers = [
            SwinLayer(channels, own, head, shift, window, width)
            for own, shift, width in zip(heads, shifts, hidden, strict=True)
        ]
        ends = [sum(depths[: index + 1]) for index in range(len(depths))]
        self.first, self.pn = nn.Conv2d(3, channels, 3, patch, 1), nn.LayerNorm(channels)
        self.b = nn.ModuleList(
            SwinBlock(layers[end - depth : end], build_residual_convolution(residual, channels))
            for end, depth in zip(ends, depths, strict=True)
        )
        self.n, self.after = nn.LayerNorm(channels), build_residual_convolution(residual, channels)
        self.up = build_upsampler(upsampler, channels, scale * patch, features)
        self.unit = patch * window
        """The sides of an image must be multiples of this."""
        # The mean colour of DIV2K, which SwinIR subtracts.
        self.register_buffer("mean", torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("selector", torch.from_numpy(offset_selector(window)), persistent=False)

    def layers(self) -> list[SwinLayer]:
        return [layer for block in self.b for layer in block.l]

    def set_batch_size(self, count: int) -> None:
        for layer in self.layers():
            layer.images = count

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        biases = iter(self.position_biases())
        x = self.first(image - self.mean)
        y = self.pn(x.permute(0, 2, 3, 1))
        for block in self.b:
            y = block(y, [next(biases) for _ in block.l])
        x = x + self.after(self.n(y).permute(0, 3, 1, 2))
        return self.up(x) + self.mean

    def position_biases(self) -> list[torch.Tensor]:
        """Each layer's relative position biases [heads, window**2, window**2], spread from their tables.

        Products with a 0-1 matrix spread those of all layers at once. This is exact and needs no gather, and a package
        stores the tables, at a fifteenth of the size.
        """
        layers = self.layers()
        window, counts = layers[0].window, [layer.heads for layer in layers]
        tables = torch.cat([layer.rpb for layer in layers], 1).transpose(0, 1)
        tables = tables.reshape(sum(counts), 2 * window - 1, 2 * window - 1)
        across = self.selector @ (self.selector @ tables).transpose(1, 2)
        spread = across.transpose(1, 2)
        spread = spread.reshape(sum(counts) * window, window, window, window).transpose(1, 2)
        spread = spread.reshape(sum(counts), window * window, window * window)
        parts = spread.split(counts)
        return [parts[index] for index in range(len(counts))]  # Symbolic tracing can index parts, but not count them.


def roll(x: torch.Tensor, by: int, dim: int) -> torch.Tensor:
    """torch.roll(x, -by, dim) along dimension 1 or 2, without a gather."""
    return torch.cat([x[:, by:], x[:, :by]] if dim == 1 else [x[:, :, by:], x[:, :, :by]], dim)


def unroll(x: torch.Tensor, by: int, dim: int) -> torch.Tensor:
    """The reverse of roll."""
    return roll(x, -by, dim)


def offset_selector(window: int) -> np.ndarray:
    """[window**2, 2*window-1]: row (a, b) picks the table's entry for the offset a - b."""
    a, b = np.divmod(np.arange(window * window), window)
    return np.eye(2 * window - 1, dtype=np.float32)[a - b + window - 1]


def relative_offsets(window: int) -> np.ndarray:
    """For each pair of a window's pixels, flattened: the row of the position bias table."""
    y, x = np.divmod(np.arange(window * window), window)
    dy = y[:, None] - y[None, :] + window - 1
    dx = x[:, None] - x[None, :] + window - 1
    return (dy * (2 * window - 1) + dx).ravel()


def edge_masks(window: int, shift: int) -> tuple[np.ndarray, np.ndarray]:
    """For windows at the bottom and at the right: pixels on either side of the wrap do not attend.

    [window, window**2] each: a pixel's row, or its column, against all pixels; the other coordinate does not matter.
    """
    y, x = np.divmod(np.arange(window * window), window)
    wrapped = np.arange(window) >= window - shift
    return tuple(np.where(wrapped[:, None] != wrapped[place], np.float32(MASKED), np.float32(0)) for place in (y, x))


def mask_rows(scores: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Scores [..., window**2, window**2] of windows at the bottom, or their transposes."""
    window, pixels = mask.shape
    return (scores.reshape(-1, window, window, pixels) + mask[:, None]).reshape(scores.shape)


def mask_columns(scores: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The same for windows at the right."""
    return (scores.reshape(-1, *mask.shape) + mask).reshape(scores.shape)
