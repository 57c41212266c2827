"""SwinIR in the form that Apple's Neural Engine prefers: channels first, 1x1 convolutions for linear layers.

After Apple's "Deploying Transformers on the Apple Neural Engine" (2022): attention is computed head by head, so that no
tensor has an axis of heads to transpose, and softmax runs over the axis of the keys, which comes first. The weights are
those of the network, and the result differs only by rounding.
"""

import torch
import torch.nn.functional as F
from swinir import SwinIR, SwinLayer, mask_columns, mask_rows
from torch import nn


class ChannelNorm(nn.Module):
    """Layer norm over the channels of [N, C, H, W]."""

    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.weight = nn.Parameter(norm.weight.detach().reshape(1, -1, 1, 1))
        self.bias = nn.Parameter(norm.bias.detach().reshape(1, -1, 1, 1))
        self.eps = norm.eps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x - x.mean(1, keepdim=True)
        return x * torch.rsqrt((x * x).mean(1, keepdim=True) + self.eps) * self.weight + self.bias


def pointwise(linear: nn.Linear) -> nn.Conv2d:
    result = nn.Conv2d(linear.in_features, linear.out_features, 1)
    result.weight = nn.Parameter(linear.weight.detach()[:, :, None, None])
    result.bias = nn.Parameter(linear.bias.detach())
    return result


class AneLayer(nn.Module):
    """A SwinLayer on [1, C, H, W]."""

    def __init__(self, layer: SwinLayer) -> None:
        super().__init__()
        self.heads, self.head, self.shift, self.window = layer.heads, layer.head, layer.shift, layer.window
        self.n1, self.n2 = ChannelNorm(layer.n1), ChannelNorm(layer.n2)
        self.qkv, self.proj, self.fc1, self.fc2 = map(pointwise, (layer.qkv, layer.proj, layer.fc1, layer.fc2))
        for name in ("row_mask", "column_mask"):
            self.register_buffer(name, getattr(layer, name), persistent=False)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        y, by = self.n1(x), self.shift
        if by:
            y = torch.cat([y[:, :, by:], y[:, :, :by]], 2)
            y = torch.cat([y[:, :, :, by:], y[:, :, :, :by]], 3)
        y = self.attend(y, bias)
        if by:
            y = torch.cat([y[:, :, -by:], y[:, :, :-by]], 2)
            y = torch.cat([y[:, :, :, -by:], y[:, :, :, :-by]], 3)
        x = x + y
        return x + self.fc2(F.gelu(self.fc1(self.n2(x))))

    def attend(self, y: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        rows, columns = y.shape[2] // self.window, y.shape[3] // self.window
        parts = self.windows(self.qkv(y)).split(self.head, 1)
        bias = bias.transpose(1, 2)
        heads = [
            self.one_head(*parts[index :: self.heads], bias[index], rows, columns) for index in range(self.heads)
        ]
        return self.proj(self.image(torch.cat(heads, 1), rows, columns))

    def one_head(
        self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, bias: torch.Tensor, rows: int, columns: int
    ) -> torch.Tensor:
        """[windows, head, N] each, to the same; scores are [windows, keys, queries]."""
        scores = k.transpose(1, 2) @ (q * self.head**-0.5) + bias
        if self.shift:
            pixels = self.window * self.window
            scores = scores.reshape(rows, columns, pixels, pixels)
            scores = torch.cat([scores[:-1], mask_rows(scores[-1:], self.row_mask)], 0)
            scores = torch.cat([scores[:, :-1], mask_columns(scores[:, -1:], self.column_mask)], 1)
            scores = scores.reshape(rows * columns, pixels, pixels)
        return v @ scores.softmax(1)

    def windows(self, y: torch.Tensor) -> torch.Tensor:
        """[1, C, H, W] to [windows, C, N], through four dimensions at most."""
        channels, rows, columns, window = y.shape[1], y.shape[2] // self.window, y.shape[3] // self.window, self.window
        y = y.reshape(channels * rows, window, columns, window).transpose(1, 2)
        return y.reshape(channels, rows * columns, window * window).transpose(0, 1)

    def image(self, y: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """The reverse of windows."""
        channels, window = y.shape[1], self.window
        y = y.transpose(0, 1).reshape(channels * rows, columns, window, window).transpose(1, 2)
        return y.reshape(1, channels, rows * window, columns * window)


class AneSwinIR(nn.Module):
    """A SwinIR in this form, with the same weights; image [1, 3, H, W] in [0, 1]."""

    def __init__(self, net: SwinIR) -> None:
        super().__init__()
        self.net = net
        self.pn, self.n = ChannelNorm(net.pn), ChannelNorm(net.n)
        self.blocks = nn.ModuleList(nn.ModuleList(AneLayer(layer) for layer in block.l) for block in net.b)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        net = self.net
        biases = iter(net.position_biases())
        x = net.first(image - net.mean)
        y = self.pn(x)
        for layers, block in zip(self.blocks, net.b, strict=True):
            z = y
            for layer in layers:
                z = layer(z, next(biases))
            y = y + block.conv(z)
        return net.up(x + net.after(self.n(y))) + net.mean
