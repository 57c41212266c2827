"""Reads recipes.yaml: what can be done to a network, by name."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from training_plans import TrainingPlan, parse_training
from weight_steps import Int4Quantization, WeightStep, parse_weight_steps
from yaml_entry import Entry, read_yaml

Precision = Literal["fp32", "fp16", "mixed"]
Target = Literal["iOS16", "iOS17", "iOS18"]
FIELDS = ("precision", "target", "weights", "activations", "form", "train")


@dataclass(frozen=True)
class Recipe:
    """`weights` are compressed step by step; `train` is a training before the conversion."""

    name: str
    precision: Precision
    target: Target = "iOS16"
    weights: tuple[WeightStep, ...] = ()
    activations: Literal["int8"] | None = None
    form: Literal["ane"] | None = None
    train: TrainingPlan | None = None

    def summary(self) -> str:
        """The recipe's fields, as a package's metadata records them."""
        fields = {
            "precision": self.precision,
            "target": self.target,
            "weights": [step.fields() for step in self.weights],
            "activations": self.activations,
            "form": self.form,
            "train": self.train and self.train.fields(),
        }
        return ", ".join(f"{name} {value}" for name, value in fields.items() if value)


def read_recipes(path: Path) -> dict[str, Recipe]:
    """Exits with one sentence for a field that is unknown, missing or of the wrong kind."""
    entries = read_yaml(path)
    if not isinstance(entries, dict):
        raise SystemExit(f"{path} must map names to recipes, as in fp16: {{ precision: fp16 }}")
    return {str(name): parse_recipe(str(name), entry, f"{path}: recipe {name}") for name, entry in entries.items()}


def parse_recipe(name: str, value: object, where: str) -> Recipe:
    if not isinstance(value, dict):
        raise SystemExit(f"{where} must have fields, at least precision")
    if not re.fullmatch(r"[\w.-]+", name):
        raise SystemExit(f"{where}: its name becomes a file's; use letters, digits, dots and dashes")
    entry = Entry(value, where, FIELDS)
    recipe = Recipe(
        name,
        entry.choice("precision", get_args(Precision)),
        entry.choice("target", get_args(Target)) if entry.has("target") else "iOS16",
        parse_weight_steps(entry.fields.get("weights", []), where),
        entry.choice("activations", ("int8",)) if entry.has("activations") else None,
        entry.choice("form", ("ane",)) if entry.has("form") else None,
        parse_training(entry.fields["train"], where) if entry.has("train") else None,
    )
    check_combination(recipe, entry)
    return recipe


def check_combination(recipe: Recipe, entry: Entry) -> None:
    if recipe.form and recipe.activations:
        entry.fail("fields form and activations do not go together; leave one of them out")
    if recipe.activations and recipe.target == "iOS16":
        entry.fail("field target: quantized activations need iOS17 or iOS18")
    if recipe.target != "iOS18" and needs_ios18(recipe.weights):
        entry.fail("field target: int4 and a second compression of weights need iOS18")


def needs_ios18(steps: tuple[WeightStep, ...]) -> bool:
    return len(steps) > 1 or any(isinstance(step, Int4Quantization) for step in steps)
