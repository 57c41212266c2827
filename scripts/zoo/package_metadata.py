"""What a package's own metadata says about how it was made: the keys that begin with `rezbench.`."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import coremltools as ct

PREFIX = "rezbench."


@dataclass(frozen=True)
class Provenance:
    """Where a network comes from, as its packages record it."""

    family: str
    summary: str | None = None
    trained_on: str | None = None
    trained_from_sha256: str | None = None


@dataclass(frozen=True)
class PackageMetadata:
    """A field is None where the package does not record it: it may have been made elsewhere."""

    technique: str | None = None
    recipe: str | None = None
    family: str | None = None
    trained_on: str | None = None
    trained_from_sha256: str | None = None
    base_sha256: str | None = None
    parameters: int | None = None
    compressed_weights: int | None = None
    set5_psnr_y_db: float | None = None


NUMBERS: dict[str, tuple[Callable[[str], object], str]] = {
    "parameters": (int, "a whole number"),
    "compressed_weights": (int, "a whole number"),
    "set5_psnr_y_db": (float, "a number"),
}


def read_metadata(model: ct.models.MLModel) -> PackageMetadata:
    """Raises ValueError, in one sentence, for a value of the wrong type."""
    texts = model.user_defined_metadata
    found: dict[str, object] = {}
    for field in fields(PackageMetadata):
        if PREFIX + field.name in texts:
            parse, kind = NUMBERS.get(field.name, (str, "a text"))
            found[field.name] = parse_value(texts[PREFIX + field.name], field.name, parse, kind)
    return PackageMetadata(**found)


def parse_value(text: str, name: str, parse: Callable[[str], object], kind: str) -> object:
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"metadata {PREFIX}{name} is {text!r}, not {kind}; make the package again") from error


def write_metadata(model: ct.models.MLModel, metadata: PackageMetadata) -> None:
    """Removes keys whose fields are None."""
    for field in fields(PackageMetadata):
        value = getattr(metadata, field.name)
        if value is None:
            model.user_defined_metadata.pop(PREFIX + field.name, None)
        else:
            model.user_defined_metadata[PREFIX + field.name] = format_value(value)


def format_value(value: str | int | float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
