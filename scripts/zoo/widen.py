"""Starts a wider network from a narrower one's weights (Net2Net, Chen et al., ICLR 2016)."""

import torch
from swinir import SwinIR


def widen(net: SwinIR, wide: SwinIR) -> SwinIR:
    """`wide` with the weights of `net`, whose further channels, heads and neurons are copies of the first ones.

    The weights that lead out of a copied channel are divided among the copies, so that the network computes as before,
    except for the layer norms, whose statistics see the copies. The upsampler stays as it is.
    """
    narrow = net.state_dict()
    narrow_channels, narrow_hidden = net.first.out_channels, net.layers()[0].fc1.out_features
    channels = torch.arange(wide.first.out_channels) % narrow_channels
    hidden = torch.arange(wide.layers()[0].fc1.out_features) % narrow_hidden
    heads = torch.arange(wide.layers()[0].heads) % net.layers()[0].heads
    three = torch.cat([channels + part * narrow_channels for part in range(3)])
    state = wide.state_dict()
    for key in state:
        if key.startswith("up."):
            continue
        value = narrow[key]
        match key.split(".")[-2:]:
            case ["qkv", "weight"]:
                value = divide_among_copies(value[three], channels)
            case ["qkv", "bias"]:
                value = value[three]
            case ["fc1", "weight"]:
                value = divide_among_copies(value[hidden], channels)
            case ["fc1", "bias"]:
                value = value[hidden]
            case ["fc2", "weight"]:
                value = divide_among_copies(value[channels], hidden)
            case [_, "rpb"]:
                value = value[:, heads]
            case ["first", "weight"]:
                value = value[channels]
            case _ if value.dim() > 1:
                value = divide_among_copies(value[channels], channels)
            case _:
                value = value[channels]
        state[key] = value
    wide.load_state_dict(state)
    return wide


def divide_among_copies(value: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """[out, in, ...] with its inputs repeated as `inputs` says, each divided by the number of its copies."""
    copies = torch.bincount(inputs)[inputs].float().reshape(1, -1, *[1] * (value.dim() - 2))
    return value[:, inputs] / copies
