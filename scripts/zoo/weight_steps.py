"""The steps by which a package's weights are compressed, as a recipe's `weights` lists them."""

from dataclasses import dataclass
from typing import Literal, get_args

from yaml_entry import Entry

PaletteBits = Literal[1, 2, 4, 6, 8]


@dataclass(frozen=True)
class Int8Quantization:
    def fields(self) -> dict[str, object]:
        return {"quantize": "int8"}


@dataclass(frozen=True)
class Int4Quantization:
    """Every `block` weights of a row share one scale."""

    block: int

    def fields(self) -> dict[str, object]:
        return {"quantize": "int4", "block": self.block}


@dataclass(frozen=True)
class Palettization:
    bits: PaletteBits

    def fields(self) -> dict[str, object]:
        return {"palettize": self.bits}


@dataclass(frozen=True)
class WeightPruning:
    """Sets this share of the smallest weights to zero and stores the others."""

    share: float

    def fields(self) -> dict[str, object]:
        return {"prune": self.share}


@dataclass(frozen=True)
class SparseStorage:
    """Stores weights that a training set to zero as sparse."""

    def fields(self) -> dict[str, object]:
        return {"zeros": True}


WeightStep = Int8Quantization | Int4Quantization | Palettization | WeightPruning | SparseStorage
"""Each step's `fields` are its fields in recipes.yaml, as a package's metadata records them."""

KINDS = ("quantize", "palettize", "prune", "zeros")


def parse_weight_steps(value: object, where: str) -> tuple[WeightStep, ...]:
    if not isinstance(value, list):
        raise SystemExit(
            f"{where}: field weights must be a list of steps: quantize (and block), palettize, prune or zeros"
        )
    return tuple(parse_weight_step(step, where) for step in value)


def parse_weight_step(value: object, where: str) -> WeightStep:
    kinds = [kind for kind in KINDS if isinstance(value, dict) and kind in value]
    if len(kinds) != 1:
        raise SystemExit(
            f"{where}: field weights: each step must have exactly one of {', '.join(KINDS)}; {value} does not"
        )
    kind = kinds[0]
    entry = Entry(value, where, ("quantize", "block") if kind == "quantize" else (kind,))
    match kind:
        case "quantize":
            return parse_quantization(entry)
        case "palettize":
            return Palettization(entry.choice("palettize", get_args(PaletteBits)))
        case "prune":
            return WeightPruning(entry.share("prune"))
        case _:
            entry.choice("zeros", (True,))
            return SparseStorage()


def parse_quantization(entry: Entry) -> Int8Quantization | Int4Quantization:
    dtype = entry.choice("quantize", ("int8", "int4"))
    if (dtype == "int4") != entry.has("block"):
        entry.fail("field block belongs to quantize: int4, which needs it")
    return Int4Quantization(entry.count("block")) if dtype == "int4" else Int8Quantization()
