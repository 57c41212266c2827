"""Compresses the kernels that a package stores, as a recipe's `weights` say."""

import warnings
from collections import Counter
from typing import assert_never

import coremltools as ct
import coremltools.optimize.coreml as cto
import passes  # noqa: F401 (replaces some of coremltools' passes)
from weight_steps import Int4Quantization, Int8Quantization, Palettization, SparseStorage, WeightPruning, WeightStep

THRESHOLD = 512
"""A weight of more elements is compressed; coremltools' 2048 leaves the plain network's convolutions as they are."""


class RecipeNotApplicable(Exception):
    """Why a recipe makes no package of a network, in one sentence."""


def limit_to_layers(config: object) -> cto.OptimizationConfig:
    """Spares other constants: a global configuration also compresses attention masks and position biases."""
    return cto.OptimizationConfig(op_type_configs={"conv": config, "linear": config})


def apply_step(model: ct.models.MLModel, step: WeightStep, joint: bool) -> ct.models.MLModel:
    """`joint` compresses weights that an earlier step has compressed already."""
    match step:
        case Int4Quantization(block):
            config = cto.OpLinearQuantizerConfig(
                mode="linear_symmetric",
                dtype="int4",
                granularity="per_block",
                block_size=block,
                weight_threshold=THRESHOLD,
            )
            return cto.linear_quantize_weights(model, limit_to_layers(config), joint_compression=joint)
        case Int8Quantization():
            config = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8", weight_threshold=THRESHOLD)
            return cto.linear_quantize_weights(model, limit_to_layers(config), joint_compression=joint)
        case Palettization(bits):
            config = cto.OpPalettizerConfig(mode="kmeans", nbits=bits, weight_threshold=THRESHOLD)
            return cto.palettize_weights(model, limit_to_layers(config), joint_compression=joint)
        case WeightPruning(share):
            config = cto.OpMagnitudePrunerConfig(target_sparsity=share, weight_threshold=THRESHOLD)
            return cto.prune_weights(model, limit_to_layers(config))
        case SparseStorage():
            config = cto.OpThresholdPrunerConfig(
                threshold=1e-8, minimum_sparsity_percentile=0.2, weight_threshold=THRESHOLD
            )
            return cto.prune_weights(model, limit_to_layers(config))
        case _:
            assert_never(step)


def compress(model: ct.models.MLModel, steps: tuple[WeightStep, ...]) -> ct.models.MLModel:
    """The model after all steps. Raises RecipeNotApplicable when a step changes no weight."""
    for index, step in enumerate(steps):
        before = count_compressed_weights(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = apply_step(model, step, joint=index > 0)
        if count_compressed_weights(model) == before:
            name = ", ".join(f"{field} {value}" for field, value in step.fields().items())
            raise RecipeNotApplicable(
                f"{name} changed no weight: each is compressed already, has {THRESHOLD} elements or fewer or rows that "
                "blocks do not divide, or holds too few zeros"
            )
    return model


def count_compressed_weights(model: ct.models.MLModel) -> Counter[str]:
    """How many weights of the default function are stored in each compressed form."""
    spec = model.get_spec()
    function = spec.mlProgram.functions[spec.description.defaultFunctionName or "main"]
    types = (operation.type for operation in function.block_specializations[function.opset].operations)
    return Counter(type_ for type_ in types if type_.startswith("constexpr"))
