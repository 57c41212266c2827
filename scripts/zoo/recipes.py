"""Reads recipes.yaml: what can be done to a network, by name."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from masks import TRIED

PRECISIONS = ("fp32", "fp16", "mixed")
TARGETS = ("iOS16", "iOS17", "iOS18")
STEPS = ({"quantize"}, {"quantize", "block"}, {"palettize"}, {"prune"}, {"zeros"})
TRAINS = {
    "prune": {"prune", "share", "rounds", "steps", "rate"},
    "window": {"window", "steps", "rate"},
    "patch": {"patch", "steps", "rate"},
    "channels": {"channels", "steps", "rate"},
    "degraded": {"degraded", "steps", "rate"},
}
"""The field that says which training it is, and all that it may have."""
LARGEST = 0.9
"""The largest share of heads or neurons that goes."""


@dataclass(frozen=True)
class Recipe:
    name: str
    precision: str
    target: str = "iOS16"
    weights: list[dict] = field(default_factory=list)
    activations: str | None = None
    form: str | None = None
    train: dict | None = None


def read_recipes(path: Path) -> dict[str, Recipe]:
    """Exits with one sentence for a field that is unknown, missing or of no use."""
    held = read_yaml(path)
    if not isinstance(held, dict):
        raise SystemExit(f"{path} must map names to recipes")
    return {name: recipe(str(name), entry, f"{path}: recipe {name}") for name, entry in held.items()}


def read_yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text())
    except OSError as error:
        raise SystemExit(f"{path} cannot be read ({error.strerror}); give a YAML file") from error
    except UnicodeDecodeError as error:
        raise SystemExit(f"{path} is no text in UTF-8; give a YAML file") from error
    except yaml.YAMLError as error:
        raise SystemExit(f"{path} is no YAML: {' '.join(str(error).split())}") from error


def recipe(name: str, entry: object, where: str) -> Recipe:
    if not isinstance(entry, dict):
        raise SystemExit(f"{where} must have fields, precision at least")
    if not re.fullmatch(r"[\w.-]+", name):
        raise SystemExit(f"{where}: its name becomes a file's; use letters, digits, dots and dashes")
    known = set(Recipe.__dataclass_fields__) - {"name"}
    unknown = entry.keys() - known
    if unknown:
        raise SystemExit(f"{where}: unknown field {', '.join(sorted(map(str, unknown)))}; known are {', '.join(sorted(known))}")
    check(entry.get("precision"), PRECISIONS, f"{where}: field precision")
    check(entry.get("target", "iOS16"), TARGETS, f"{where}: field target")
    check(entry.get("activations"), (None, "int8"), f"{where}: field activations")
    check(entry.get("form"), (None, "ane"), f"{where}: field form")
    if entry.get("form") and entry.get("activations"):
        raise SystemExit(f"{where}: fields form and activations do not go together")
    if entry.get("activations") and entry.get("target", "iOS16") == "iOS16":
        raise SystemExit(f"{where}: field target: quantized activations need iOS17 or iOS18")
    check_weights(entry.get("weights", []), where)
    if entry.get("target") != "iOS18" and needs_ios18(entry.get("weights", [])):
        raise SystemExit(f"{where}: field target: int4 and a second compression of weights need iOS18")
    check_train(entry.get("train"), where)
    return Recipe(name, **entry)


def check(value: object, allowed: tuple, where: str) -> None:
    if not any(type(value) is type(one) and value == one for one in allowed):
        raise SystemExit(f"{where}: {value} is not one of {', '.join(str(one) for one in allowed if one is not None)}")


def needs_ios18(steps: list[dict]) -> bool:
    return len(steps) > 1 or any(step.get("quantize") == "int4" for step in steps)


def check_weights(steps: object, where: str) -> None:
    if not isinstance(steps, list) or any(not isinstance(step, dict) or step.keys() not in STEPS for step in steps):
        raise SystemExit(f"{where}: field weights must list steps of quantize (and block), palettize, prune or zeros")
    for step in steps:
        if "quantize" in step:
            check(step["quantize"], ("int8", "int4"), f"{where}: field quantize")
            if (step["quantize"] == "int4") != ("block" in step):
                raise SystemExit(f"{where}: field block belongs to quantize: int4, which needs it")
            check_count(step.get("block", 1), f"{where}: field block")
        if "palettize" in step:
            check(step["palettize"], (1, 2, 4, 6, 8), f"{where}: field palettize")
        if "prune" in step:
            check_share(step["prune"], f"{where}: field prune")
        if "zeros" in step:
            check(step["zeros"], (True,), f"{where}: field zeros")


def check_train(entry: object, where: str) -> None:
    if entry is None:
        return
    kinds = [kind for kind in TRAINS if isinstance(entry, dict) and kind in entry]
    if len(kinds) != 1 or entry.keys() - TRAINS[kinds[0]]:
        raise SystemExit(f"{where}: field train must have one of {', '.join(TRAINS)}, and only what that needs")
    for field in ("steps", "rounds", "window", "patch", "channels"):
        if field == "steps" or field in entry:
            check_count(entry.get(field), f"{where}: field train.{field}")
    if not isinstance(entry.get("rate", 1e-4), float):
        raise SystemExit(f"{where}: field train.rate must be a number such as 0.0004")
    check(entry.get("window", 8), (2, 4, 8, 16), f"{where}: field train.window")
    check(entry.get("patch", 1), (1, 2), f"{where}: field train.patch")
    if kinds[0] == "prune":
        check(entry["prune"], ("heads", "neurons", "taylor", "magnitude", "sensitivity"), f"{where}: field train.prune")
        check_share(entry.get("share"), f"{where}: field train.share")
        if entry["prune"] == "sensitivity" and entry["share"] > TRIED[-1]:
            raise SystemExit(f"{where}: field train.share: sensitivity prunes {TRIED[-1]} at most")
        if entry["prune"] in ("heads", "neurons", "taylor") and entry["share"] > LARGEST:
            raise SystemExit(f"{where}: field train.share: whole heads and neurons are pruned by {LARGEST} at most")
        if (entry["prune"] == "magnitude") != ("rounds" in entry):
            raise SystemExit(f"{where}: field train.rounds belongs to prune: magnitude, which needs it")
        if entry.get("rounds", 1) > entry["steps"]:
            raise SystemExit(f"{where}: field train.steps must be at least one for each of the {entry['rounds']} rounds")


def check_count(value: object, where: str) -> None:
    if type(value) is not int or value < 1:
        raise SystemExit(f"{where} must be a whole number above 0")


def check_share(value: object, where: str) -> None:
    if not isinstance(value, float) or not 0 < value < 1:
        raise SystemExit(f"{where}: {value} is not a share between 0 and 1")
