"""The networks of the zoo: what they are, and where their weights come from."""

from dataclasses import dataclass
from pathlib import Path

import torch
from architecture import read_network
from training_plans import DegradationTraining, LongerTraining, TrainingPlan, Widening

TRAINED_ON = "T91 and BSDS400 (491 images), bicubic x2"
TRAINED_ON_DEGRADED = "T91 and BSDS400 (491 images), blurred, resized, noisy, JPEG, x2"


@dataclass(frozen=True)
class Family:
    """A trained network; its packages' names begin with `name`, which is also the name of its weights file."""

    name: str
    family: str
    summary: str
    trained_on: str = TRAINED_ON
    stages: tuple[TrainingPlan, ...] = ()
    """How it was trained from swinir-s-x2; a network without stages was trained from scratch."""

    def weights_file(self, folder: Path) -> Path:
        return folder / f"{self.name}.safetensors"

    @property
    def steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    def load(self, folder: Path) -> torch.nn.Module:
        """The network with its trained weights. Exits with one sentence when the file is missing or wrong."""
        path = self.weights_file(folder)
        if not path.exists():
            raise SystemExit(f"{path} does not exist; give the folder of the .safetensors files with --weights")
        try:
            return read_network(path)
        except ValueError as error:
            raise SystemExit(str(error)) from error


FAMILIES = {
    family.name: family
    for family in (
        Family("plain-x2", "baseline", "Plain convolutional network, x2 super-resolution of an RGB image"),
        Family("swinir-s-x2", "lightweight", "Small SwinIR, x2 super-resolution of an RGB image"),
        Family(
            "swinir-c-x2",
            "classical",
            "Wider SwinIR with the classical upsampler, x2 super-resolution of an RGB image",
            stages=(Widening(channels=40, steps=3500, rate=8e-4), LongerTraining(steps=4000, rate=6e-4)),
        ),
        Family(
            "swinir-r-x2",
            "real",
            "Small SwinIR for degraded photographs, x2 super-resolution of an RGB image",
            TRAINED_ON_DEGRADED,
            (DegradationTraining(steps=700, rate=8e-4),),
        ),
    )
}
