"""What can be done to a network on its way to a phone, by name."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import coremltools as ct
import coremltools.optimize.coreml as cto

THRESHOLD = 512
"""Elements from which a weight is compressed; coremltools' 2048 leaves the plain network's convolutions as they are."""

Compress = Callable[[ct.models.MLModel], ct.models.MLModel]


@dataclass(frozen=True)
class Technique:
    """The precision of the arithmetic, and what becomes of the weights of convolutions and linear layers."""

    precision: ct.precision
    compress: Compress | None = None


def only_layers(config: object) -> cto.OptimizationConfig:
    """Spares other constants: a global configuration also compresses attention masks and position biases."""
    return cto.OptimizationConfig(op_type_configs={"conv": config, "linear": config})


def quantized(model: ct.models.MLModel) -> ct.models.MLModel:
    config = cto.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=THRESHOLD)
    return cto.linear_quantize_weights(model, only_layers(config))


def palette(bits: int) -> Compress:
    config = cto.OpPalettizerConfig(mode="kmeans", nbits=bits, weight_threshold=THRESHOLD)
    return lambda model: cto.palettize_weights(model, only_layers(config))


def sparse(share: float) -> Compress:
    config = cto.OpMagnitudePrunerConfig(target_sparsity=share, weight_threshold=THRESHOLD)
    return lambda model: cto.prune_weights(model, only_layers(config))


HALF = ct.precision.FLOAT16

TECHNIQUES = {
    "fp32": Technique(ct.precision.FLOAT32),
    "fp16": Technique(HALF),
    "int8": Technique(HALF, quantized),
    "palette6": Technique(HALF, palette(6)),
    "palette4": Technique(HALF, palette(4)),
    "sparse50": Technique(HALF, sparse(0.5)),
    "sparse75": Technique(HALF, sparse(0.75)),
}


def compressed(model: ct.models.MLModel, technique: Technique) -> ct.models.MLModel:
    """The model with its weights compressed. Exits when that left every weight as it was."""
    if technique.compress is None:
        return model
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = technique.compress(model)
    if constexpr_count(result) == 0:
        raise SystemExit("the compression changed no weight: every one is below the threshold or does not divide")
    return result


def constexpr_count(model: ct.models.MLModel) -> int:
    """Weights that are stored compressed."""
    main = model.get_spec().mlProgram.functions["main"]
    block = main.block_specializations[main.opset]
    return sum(operation.type.startswith("constexpr") for operation in block.operations)
