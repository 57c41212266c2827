"""Reads recipes.yaml: which packages there are."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from families import FAMILIES
from techniques import TECHNIQUES


@dataclass(frozen=True)
class Recipe:
    """One package: a network, a technique, and the sides of its square inputs in pixels."""

    family: str
    technique: str
    sizes: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.family}-{self.technique}-{self.sizes[0] if len(self.sizes) == 1 else 'enum'}"


def read_recipes(path: Path) -> list[Recipe]:
    """Exits with one sentence for a field that is unknown, missing or of no use."""
    return [recipe(entry, f"{path}: entry {index}") for index, entry in enumerate(yaml.safe_load(path.read_text()), 1)]


def recipe(entry: dict, where: str) -> Recipe:
    if not isinstance(entry, dict) or entry.keys() != {"family", "technique", "sizes"}:
        raise SystemExit(f"{where} must have exactly the fields family, technique and sizes")
    for field, known in (("family", FAMILIES), ("technique", TECHNIQUES)):
        if entry[field] not in known:
            raise SystemExit(f"{where}: field {field}: {entry[field]} is not one of {', '.join(known)}")
    sizes = entry["sizes"]
    if not isinstance(sizes, list) or not sizes or any(type(side) is not int or side < 16 or side % 8 for side in sizes):
        raise SystemExit(f"{where}: field sizes must list multiples of 8, 16 or more")
    return Recipe(entry["family"], entry["technique"], tuple(sizes))
