"""Turns a published SwinIR checkpoint into a weights file of the zoo, to which the recipes apply.

    python scripts/zoo/official.py --weights 002_lightweightSR_DIV2K_s64w8_SwinIR-S_x2.pth

Takes the lightweight, classical and real-world super-resolution checkpoints of the SwinIR repository; the kind, the
scale and the sizes follow from its names and shapes. Writes a .safetensors file beside the checkpoint, or to --out,
whose metadata describes the network (see architecture.py).
"""

import argparse
import json
import pickle
import re
import sys
import zipfile
from pathlib import Path

import torch
from architecture import build, file_sha256, find_misfits, find_not_finite, first_line, join_faults, save_network
from official_names import DERIVED, UnknownNetwork, infer_architecture, published_name
from swinir import relative_offsets

HOLDERS = ("params_ema", "params")
"""Keys of a checkpoint that hold the weights; the averaged ones first, as the authors test with them."""

State = dict[str, torch.Tensor]


class InvalidCheckpoint(Exception):
    """What is wrong with a checkpoint, in one sentence."""


def read_checkpoint(path: Path) -> State:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise InvalidCheckpoint(f"{path} does not exist; give the .pth file that was downloaded") from error
    except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError, zipfile.BadZipFile) as error:
        raise InvalidCheckpoint(
            f"{path} is not a checkpoint of weights alone ({first_line(error)}); download it again"
        ) from error
    if isinstance(content, dict):
        content = next((content[holder] for holder in HOLDERS if holder in content), content)
    if not isinstance(content, dict) or not content or not all(map(is_weight, content.items())):
        raise InvalidCheckpoint(
            f"{path} holds no weights under {' or '.join(HOLDERS)}; give a published SwinIR checkpoint"
        )
    return content


def is_weight(entry: tuple[object, object]) -> bool:
    return isinstance(entry[0], str) and isinstance(entry[1], torch.Tensor)


def build_network(state: State, path: Path) -> tuple[torch.nn.Module, dict]:
    """The network with the checkpoint's weights, and its architecture. Raises InvalidCheckpoint, naming the keys."""
    try:
        architecture = infer_architecture(state)
        net = build(architecture)
    except (UnknownNetwork, ValueError, RuntimeError, ZeroDivisionError) as error:
        raise InvalidCheckpoint(f"{path} is not a published SwinIR for super-resolution: {first_line(error)}") from error
    names = {name: published_name(name, architecture["upsampler"]) for name in net.state_dict()}
    weights = {key: value for key, value in state.items() if not DERIVED.fullmatch(key)}
    expected = {names[name]: value.shape for name, value in net.state_dict().items()}
    wrong = find_misfits(expected, weights) + find_wrong_buffers(state, architecture["window"])
    if wrong:
        raise InvalidCheckpoint(f"{path} does not fit SwinIR's {architecture['upsampler']} network: {join_faults(wrong)}")
    broken = find_not_finite(weights)
    if broken:
        raise InvalidCheckpoint(f"{path} holds values that are not finite: {join_faults(broken)}")
    net.load_state_dict({name: weights[theirs].float() for name, theirs in names.items()})
    return net.eval(), architecture


def find_wrong_buffers(state: State, window: int) -> list[str]:
    """Buffers that contradict the window; a network without them computes the same."""
    pixels = window * window
    offsets = torch.from_numpy(relative_offsets(window)).reshape(pixels, pixels)
    wrong = []
    for key, value in state.items():
        if key.endswith(".relative_position_index") and not torch.equal(value, offsets):
            wrong.append(f"{key} is not that of windows of {window}")
        if key.endswith(".attn_mask") and (value.dim() != 3 or value.shape[1:] != (pixels, pixels)):
            wrong.append(f"{key} is {list(value.shape)}, not [windows, {pixels}, {pixels}]")
        found = re.fullmatch(r".*\.blocks\.(\d+)\.attn_mask", key)
        if found and int(found[1]) % 2 == 0:
            wrong.append(f"{key} is unknown: this layer shifts no window")
    return sorted(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="a published checkpoint, .pth")
    parser.add_argument("--out", type=Path, help="the .safetensors file to write")
    args = parser.parse_args()
    out = args.out or args.weights.with_suffix(".safetensors")
    try:
        net, architecture = build_network(read_checkpoint(args.weights), args.weights)
        parameters = sum(parameter.numel() for parameter in net.parameters())
        metadata = {"source": args.weights.name, "source_sha256": file_sha256(args.weights), "parameters": str(parameters)}
        save_network(net, architecture, out, metadata)
    except (InvalidCheckpoint, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{out}: {parameters} parameters, {json.dumps(architecture)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
