"""Weights files that say which network they belong to: .safetensors files whose metadata names the architecture.

The metadata's `architecture` is JSON: `kind`, and the arguments that build it, such as
{"kind": "swinir", "channels": 60, "depths": [6, 6, 6, 6], "heads": 6, "window": 8, "mlp_ratio": 2, "scale": 2,
"upsampler": "direct", "residual": "1conv", "features": 64}.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import torch
from plain import Plain
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from swinir import SwinIR

KINDS: dict[str, Callable[..., torch.nn.Module]] = {"plain": Plain, "swinir": SwinIR}
FIELD = "architecture"


def build(architecture: dict) -> torch.nn.Module:
    """The network, its weights random. Raises ValueError for a kind or an argument that is not known."""
    arguments = {name: value for name, value in architecture.items() if name != "kind"}
    kind = architecture.get("kind")
    if kind not in KINDS:
        raise ValueError(f"kind {kind} is not one of {', '.join(KINDS)}")
    try:
        return KINDS[kind](**arguments)
    except (TypeError, ValueError, ArithmeticError, LookupError, RuntimeError, AttributeError) as error:
        raise ValueError(f"{kind} cannot be built of {json.dumps(arguments)}: {error}") from error


def save_network(net: torch.nn.Module, architecture: dict, path: Path, metadata: dict[str, str]) -> None:
    """Writes the weights with their architecture and this `metadata`; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    state = {name: value.contiguous() for name, value in net.state_dict().items()}
    try:
        save_file(state, partial, {**metadata, FIELD: json.dumps(architecture)})
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_weights_metadata(path: Path) -> dict[str, str]:
    """Raises ValueError for a file that is not .safetensors."""
    try:
        with safe_open(path, "pt") as file:
            return file.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise ValueError(f"{path} cannot be read as .safetensors: {error}") from error


def file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_architecture(path: Path) -> dict:
    """The architecture that a file names; raises ValueError for a file that names none."""
    metadata = read_weights_metadata(path)
    if FIELD not in metadata:
        raise ValueError(f"{path} names no architecture; make it with official.py or a recipe that trains")
    try:
        architecture = json.loads(metadata[FIELD])
    except ValueError as error:
        raise ValueError(f"{path}: field {FIELD} is not JSON: {error}") from error
    if not isinstance(architecture, dict):
        raise ValueError(f"{path}: field {FIELD} must be an object")
    return architecture


def read_network(path: Path) -> torch.nn.Module:
    """The network a file describes, with its weights. Raises ValueError, one sentence, for a file that does not fit."""
    architecture = read_architecture(path)
    try:
        state = load_file(path)
        net = build(architecture)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    wrong = find_misfits({name: value.shape for name, value in net.state_dict().items()}, state)
    if wrong:
        raise ValueError(f"{path} does not fit its architecture: {join_faults(wrong)}")
    broken = find_not_finite(state)
    if broken:
        raise ValueError(f"{path} holds values that are not finite: {join_faults(broken)}")
    net.load_state_dict(state)  # fp16 where a file of fine-tuned weights is stored so
    return net.eval()


def find_misfits(expected: dict[str, torch.Size], state: dict[str, torch.Tensor]) -> list[str]:
    """The keys whose names or shapes do not fit, each with its reason, sorted."""
    missing = [f"{key} is missing" for key in expected if key not in state]
    unknown = [f"{key} is unknown" for key in state if key not in expected]
    shapes = [
        f"{key} is {list(state[key].shape)}, not {list(shape)}"
        for key, shape in expected.items()
        if key in state and state[key].shape != shape
    ]
    return sorted(missing + unknown + shapes)


def find_not_finite(state: dict[str, torch.Tensor]) -> list[str]:
    return sorted(key for key, value in state.items() if not torch.isfinite(value).all())


def first_line(error: Exception) -> str:
    """The first line of a library's message, to quote in a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def join_faults(faults: list[str], most: int = 6) -> str:
    rest = f" and {len(faults) - most} more" if len(faults) > most else ""
    return ", ".join(faults[:most]) + rest
