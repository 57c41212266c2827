"""How the parameters of the published SwinIR checkpoints are named, and what their names and shapes say.

Names as in the checkpoints of the SwinIR repository's release v0.0 (github.com/JingyunLiang/SwinIR).
"""

import math
import re

import torch

LAYER = r"layers\.(\d+)\.residual_group\.blocks\.(\d+)"
DERIVED = re.compile(rf"{LAYER}\.(attn_mask|attn\.relative_position_index)")
"""Buffers that follow from the window: checkpoints hold them, networks compute them."""

IN_A_LAYER = {
    "norm1": "n1",
    "norm2": "n2",
    "attn.qkv": "qkv",
    "attn.proj": "proj",
    "mlp.fc1": "fc1",
    "mlp.fc2": "fc2",
}
OUTSIDE = {"first": "conv_first", "pn": "patch_embed.norm", "n": "norm", "after": "conv_after_body"}
UP = {
    "direct": {"up": "upsample.0"},
    "pixelshuffle": {
        "up.before": "conv_before_upsample.0",
        # A convolution, then a shuffle that has no parameters.
        **{f"up.steps.{step}": f"upsample.{2 * step}" for step in range(3)},
        "up.last": "conv_last",
    },
    "nearest+conv": {
        "up.before": "conv_before_upsample.0",
        "up.steps.0": "conv_up1",
        "up.steps.1": "conv_up2",
        "up.hr": "conv_hr",
        "up.last": "conv_last",
    },
}


def published_name(name: str, upsampler: str) -> str:
    """The published name of one of our parameters."""
    inside = re.fullmatch(r"b\.(\d+)\.l\.(\d+)\.(.+)", name)
    if inside:
        block, layer, rest = inside.groups()
        stem = f"layers.{block}.residual_group.blocks.{layer}"
        if rest == "rpb":
            return f"{stem}.attn.relative_position_bias_table"
        theirs = {ours: theirs for theirs, ours in IN_A_LAYER.items()}
        module, _, kind = rest.rpartition(".")
        return f"{stem}.{theirs[module]}.{kind}"
    convolution = re.fullmatch(r"b\.(\d+)\.(conv\..+)", name)
    if convolution:
        return "layers.{}.{}".format(*convolution.groups())
    for ours, theirs in {**OUTSIDE, **UP[upsampler]}.items():
        if name.startswith(f"{ours}."):
            return theirs + name[len(ours) :]
    raise LookupError(f"no published name for {name}")


class UnknownNetwork(Exception):
    """A checkpoint whose names and shapes are not those of a published super-resolution network."""


def infer_architecture(state: dict[str, torch.Tensor]) -> dict:
    """What the names and shapes say of the network: the arguments of swinir.SwinIR. Raises UnknownNetwork."""
    first = "layers.0.residual_group.blocks.0"
    channels, colours = read_shape(state, "conv_first.weight", 4)[:2]
    if colours != 3:
        raise UnknownNetwork(f"conv_first.weight takes {colours} colours, not 3")
    offsets, heads = read_shape(state, f"{first}.attn.relative_position_bias_table", 2)
    window = (math.isqrt(offsets) + 1) // 2
    upsampler = infer_upsampler(state)
    direct = upsampler == "direct"
    return {
        "kind": "swinir",
        "channels": channels,
        "depths": infer_depths(state),
        "heads": heads,
        "window": window,
        "mlp_ratio": read_shape(state, f"{first}.mlp.fc1.weight", 2)[0] // channels,
        "scale": infer_scale(state, upsampler),
        "upsampler": upsampler,
        "residual": "3conv" if "layers.0.conv.0.weight" in state else "1conv",
        "features": 64 if direct else read_shape(state, "conv_before_upsample.0.weight", 4)[0],
    }


def read_shape(state: dict[str, torch.Tensor], key: str, rank: int) -> tuple[int, ...]:
    if key not in state:
        raise UnknownNetwork(f"{key} is missing")
    if state[key].dim() != rank or 0 in state[key].shape:
        raise UnknownNetwork(f"{key} is {list(state[key].shape)}, not of rank {rank}")
    return tuple(state[key].shape)


def infer_depths(state: dict[str, torch.Tensor]) -> list[int]:
    depths: dict[int, int] = {}
    for block, layer in (map(int, found.groups()[:2]) for found in map(re.compile(LAYER).match, state) if found):
        if max(block, layer) >= len(state):
            raise UnknownNetwork(f"layers.{block}.residual_group.blocks.{layer} is more than its {len(state)} keys can hold")
        depths[block] = max(depths.get(block, 0), layer + 1)
    return [depths.get(block, 1) for block in range(max(depths) + 1)]


def infer_upsampler(state: dict[str, torch.Tensor]) -> str:
    if "conv_up1.weight" in state:
        return "nearest+conv"
    if "conv_before_upsample.0.weight" in state:
        return "pixelshuffle"
    if "upsample.0.weight" in state:
        return "direct"
    raise UnknownNetwork("upsample.0.weight and conv_up1.weight are missing, so it is not a network for super-resolution")


def infer_scale(state: dict[str, torch.Tensor], upsampler: str) -> int:
    if upsampler == "nearest+conv":
        return 4 if "conv_up2.weight" in state else 2
    outputs, inputs = read_shape(state, "upsample.0.weight", 4)[:2]
    if upsampler == "direct":
        return max(1, math.isqrt(outputs // 3))
    if outputs == 9 * inputs:
        return 3
    return 2 ** max(1, len([key for key in state if re.fullmatch(r"upsample\.\d+\.weight", key)]))
