"""SwinIR as its paper describes it, straight from a published checkpoint's names: what official.py is tested against.

Written from the paper (arXiv:2108.10257) and Swin Transformer's (arXiv:2103.14030) without swinir.py's rearrangements:
whole attention masks, torch.roll, six-dimensional windows. Random checkpoints have exactly the published names and
shapes, buffers included.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Published:
    """A published configuration; `side` is that of the patches it was trained on, which the masks' shapes show."""

    channels: int
    depths: tuple[int, ...]
    heads: int
    upsampler: str
    scale: int = 2
    side: int = 64
    window: int = 8
    residual: str = "1conv"


LIGHTWEIGHT = Published(60, (6,) * 4, 6, "pixelshuffledirect")
CLASSICAL = Published(180, (6,) * 6, 6, "pixelshuffle")
CLASSICAL_DIV2K = Published(180, (6,) * 6, 6, "pixelshuffle", side=48)
REAL_M = Published(180, (6,) * 6, 6, "nearest+conv")
REAL_L = Published(240, (6,) * 9, 8, "nearest+conv", scale=4, residual="3conv")


def shapes(net: Published) -> dict[str, tuple[int, ...]]:
    """Every parameter's name and shape."""
    c, pixels = net.channels, net.window**2
    found: dict[str, tuple[int, ...]] = {}

    def layer(name: str, *weight: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = weight, weight[:1]

    def body(name: str) -> None:
        if net.residual == "1conv":
            return layer(name, c, c, 3, 3)
        layer(f"{name}.0", c // 4, c, 3, 3)
        layer(f"{name}.2", c // 4, c // 4, 1, 1)
        layer(f"{name}.4", c, c // 4, 3, 3)

    layer("conv_first", c, 3, 3, 3)
    layer("patch_embed.norm", c)
    for block, depth in enumerate(net.depths):
        for index in range(depth):
            stem = f"layers.{block}.residual_group.blocks.{index}"
            layer(f"{stem}.norm1", c)
            found[f"{stem}.attn.relative_position_bias_table"] = ((2 * net.window - 1) ** 2, net.heads)
            layer(f"{stem}.attn.qkv", 3 * c, c)
            layer(f"{stem}.attn.proj", c, c)
            layer(f"{stem}.norm2", c)
            layer(f"{stem}.mlp.fc1", 2 * c, c)
            layer(f"{stem}.mlp.fc2", c, 2 * c)
        body(f"layers.{block}.conv")
    layer("norm", c)
    body("conv_after_body")
    if net.upsampler == "pixelshuffledirect":
        layer("upsample.0", 3 * net.scale**2, c, 3, 3)
        return found
    layer("conv_before_upsample.0", 64, c, 3, 3)
    if net.upsampler == "pixelshuffle":
        for step in range(net.scale.bit_length() - 1):
            layer(f"upsample.{2 * step}", 256, 64, 3, 3)
    else:
        for step in range(net.scale.bit_length() - 1):
            layer(f"conv_up{step + 1}", 64, 64, 3, 3)
        layer("conv_hr", 64, 64, 3, 3)
    layer("conv_last", 3, 64, 3, 3)
    return found


def checkpoint(net: Published, seed: int = 0) -> State:
    """Random weights, large enough that every parameter shows in the output, and the buffers."""
    torch.manual_seed(seed)
    state: State = {}
    for name, shape in shapes(net).items():
        if name.endswith("bias_table"):
            state[name] = torch.randn(shape)
        elif len(shape) > 1:
            state[name] = torch.randn(shape) / torch.tensor(shape[1:]).prod() ** 0.5
        else:
            state[name] = float(name.endswith("weight")) + 0.1 * torch.randn(shape)
    for block, depth in enumerate(net.depths):
        for index in range(depth):
            stem = f"layers.{block}.residual_group.blocks.{index}"
            state[f"{stem}.attn.relative_position_index"] = position_index(net.window)
            if index % 2:
                state[f"{stem}.attn_mask"] = attention_mask(net.side, net.side, net.window)
    return state


def position_index(window: int) -> torch.Tensor:
    """For each pair of a window's pixels, the row of the bias table: their offset, counted from the most negative."""
    places = [(y, x) for y in range(window) for x in range(window)]
    span = 2 * window - 1
    rows = [[(a - c + window - 1) * span + b - d + window - 1 for c, d in places] for a, b in places]
    return torch.tensor(rows)


def attention_mask(height: int, width: int, window: int) -> torch.Tensor:
    """[windows, N, N]: -100 between pixels of a shifted window that come from different sides of the image."""
    region = torch.zeros(height, width)
    for axis, length in ((0, height), (1, width)):
        place = torch.arange(length)
        part = (place >= length - window).int() + (place >= length - window // 2).int()
        region = region * 3 + (part[:, None] if axis == 0 else part[None, :])
    inside = windows(region[None, :, :, None], window).reshape(-1, window * window)
    return torch.where(inside[:, :, None] == inside[:, None, :], 0.0, -100.0)


def windows(x: torch.Tensor, window: int) -> torch.Tensor:
    """[1, H, W, C] to [windows, N, C]."""
    _, height, width, channels = x.shape
    x = x.view(1, height // window, window, width // window, window, channels)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, channels)


def unwindowed(x: torch.Tensor, height: int, width: int, window: int) -> torch.Tensor:
    x = x.view(1, height // window, width // window, window, window, -1)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(1, height, width, -1)


@torch.inference_mode()
def upscale(net: Published, state: State, image: torch.Tensor) -> torch.Tensor:
    """Image in [0, 1] as [1, 3, H, W] to [1, 3, scale*H, scale*W]."""

    def linear(name: str, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, state[f"{name}.weight"], state[f"{name}.bias"])

    def norm(name: str, x: torch.Tensor) -> torch.Tensor:
        return F.layer_norm(x, x.shape[-1:], state[f"{name}.weight"], state[f"{name}.bias"])

    def conv(name: str, x: torch.Tensor) -> torch.Tensor:
        return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], padding="same")

    def body(name: str, x: torch.Tensor) -> torch.Tensor:
        if net.residual == "1conv":
            return conv(name, x)
        x = F.leaky_relu(conv(f"{name}.0", x), 0.2)
        return conv(f"{name}.4", F.leaky_relu(conv(f"{name}.2", x), 0.2))

    def attention(stem: str, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        count, pixels, channels = x.shape
        head = channels // net.heads
        qkv = linear(f"{stem}.attn.qkv", x).view(count, pixels, 3, net.heads, head).permute(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(-1, -2) / head**0.5
        table, index = (state[f"{stem}.attn.relative_position_{part}"] for part in ("bias_table", "index"))
        scores = scores + table[index].permute(2, 0, 1)
        if mask is not None:
            scores = scores + mask[:, None]
        return linear(f"{stem}.attn.proj", (scores.softmax(-1) @ qkv[2]).transpose(1, 2).reshape(x.shape))

    def layer(stem: str, x: torch.Tensor, shift: int) -> torch.Tensor:
        height, width = x.shape[1:3]
        y = torch.roll(norm(f"{stem}.norm1", x), (-shift, -shift), (1, 2))
        mask = attention_mask(height, width, net.window) if shift else None
        y = unwindowed(attention(stem, windows(y, net.window), mask), height, width, net.window)
        x = x + torch.roll(y, (shift, shift), (1, 2))
        return x + linear(f"{stem}.mlp.fc2", F.gelu(linear(f"{stem}.mlp.fc1", norm(f"{stem}.norm2", x))))

    mean = torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1)
    shallow = conv("conv_first", image - mean)
    x = norm("patch_embed.norm", shallow.permute(0, 2, 3, 1))
    for block, depth in enumerate(net.depths):
        y = x
        for index in range(depth):
            y = layer(f"layers.{block}.residual_group.blocks.{index}", y, net.window // 2 if index % 2 else 0)
        x = x + body(f"layers.{block}.conv", y.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    x = shallow + body("conv_after_body", norm("norm", x).permute(0, 3, 1, 2))
    if net.upsampler == "pixelshuffledirect":
        return F.pixel_shuffle(conv("upsample.0", x), net.scale) + mean
    x = F.leaky_relu(conv("conv_before_upsample.0", x), 0.01)
    for step in range(net.scale.bit_length() - 1):
        if net.upsampler == "pixelshuffle":
            x = F.pixel_shuffle(conv(f"upsample.{2 * step}", x), 2)
        else:
            x = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
            x = F.leaky_relu(conv(f"conv_up{step + 1}", x), 0.2)
    if net.upsampler == "nearest+conv":
        x = F.leaky_relu(conv("conv_hr", x), 0.2)
    return conv("conv_last", x) + mean
