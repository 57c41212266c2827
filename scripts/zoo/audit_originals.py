"""The PyTorch original of a package, and what the package should compute if conversion lost nothing."""

import copy
from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto
import torch
from architecture import FIELD, read_network
from convert import convert
from families import FAMILIES, sha256_of
from recipe import Recipe
from safetensors import safe_open
from stored_weights import with_stored_weights


class Unauditable(Exception):
    """Why a package has no original to compare it with, in one sentence."""


@dataclass(frozen=True)
class Original:
    """`expected` is the trained network with its weights as the package's technique should leave them."""

    trained: torch.nn.Module
    expected: torch.nn.Module
    compressed: bool


def original_of(package: Path, model: ct.models.MLModel, weights: Path) -> Original:
    """By the hash of the weights file that the package was made of."""
    sha256 = model.user_defined_metadata.get("rezbench.base_sha256")
    if sha256 is None:
        raise Unauditable(f"{package} does not tell rezbench.base_sha256; make it by convert.py")
    file = next((file for file in sorted(weights.glob("*.safetensors")) if sha256_of(file) == sha256), None)
    if file is None:
        raise Unauditable(f"{package} was made of weights that are not in {weights} (sha256 {sha256[:12]})")
    trained = network(file)
    base = rounded(trained, model)
    if not transforms_weights(model):
        return Original(trained, base, False)
    try:
        return Original(trained, with_stored_weights(base, model), True)
    except (LookupError, RuntimeError) as error:
        raise Unauditable(f"{package} stores weights that are not {file.name}'s: {error}") from error


def network(file: Path) -> torch.nn.Module:
    with safe_open(file, "pt") as opened:
        described = FIELD in (opened.metadata() or {})
    if described:
        return read_network(file)
    if file.stem not in FAMILIES:
        raise Unauditable(f"{file} names no architecture and no family")
    return FAMILIES[file.stem].load(file.parent)


def transforms_weights(model: ct.models.MLModel) -> bool:
    """Whether any weight is stored compressed or any activation quantized, in whichever function."""
    operations = (
        operation.type
        for function in model.get_spec().mlProgram.functions.values()
        for block in function.block_specializations.values()
        for operation in block.operations
    )
    return any(kind.startswith("constexpr") or kind == "quantize" for kind in operations)


def rounded(net: torch.nn.Module, model: ct.models.MLModel) -> torch.nn.Module:
    """All that storing weights as the package does, fp16 or fp32, should do to them."""
    result = copy.deepcopy(net)
    if any("fp16" in name for name in cto.get_weights_metadata(model, 0)):
        with torch.no_grad():
            for value in (*result.parameters(), *result.buffers()):
                if value.is_floating_point():
                    value.copy_(value.half().float())
    return result


def save_fp32_sibling(net: torch.nn.Module, side: int, path: Path) -> None:
    """The network converted anew without compression, so that only what conversion should keep is kept."""
    convert(net, Recipe(path.stem, "fp32", (side,))).save(str(path))
