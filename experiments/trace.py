"""What a run leaves behind: per recorded step and replica the moments that the lemmas speak of, and nothing larger.

Memory: one float64 per moment, recorded step and replica (about ten moments); vectors only once per replica.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ._torch import torch
from .config import RunConfig
from .objectives import Constants

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["MOMENTS", "Recorder", "Trace"]

MOMENTS: Final[dict[str, str]] = {
    "loss": "Q(theta_t)",
    "gradient2": "||grad Q(theta_t)||^2",
    "deviation2": "||delta_t||^2, delta_t = honest mean momentum - grad Q(theta_t)",
    "mean2": "||honest mean momentum||^2",
    "drift2": "||xi_t||^2, xi_t = R_t - honest mean momentum",
    "update2": "||R_t||^2",
    "error2": "||delta_t + xi_t||^2 = ||R_t - grad Q(theta_t)||^2",
    "dispersion": "sum over honest i of ||m_t^i - honest mean||^2",
    "diameter2": "largest ||m_t^i - m_t^j||^2 over honest i, j",
    "noise_variance": "E||g - grad Q||^2 of one worker at theta_t, exact; absent where unknown or constant",
    "local_loss": "unequal data: mean of the honest losses at theta_t",
    "local_gradient2": "unequal data: squared norm of the mean honest gradient",
    "dissimilarity": "unequal data: mean over honest i of ||grad Q_i - mean||^2",
    "local_noise": "unequal data: mean over honest i of E||g_i - grad Q_i||^2",
    "noise2": "private noise: mean over honest i of ||g_t^i - grad Q(theta_t)||^2",
    "faulty_asked": "sampled workers: how many of those that the server heard were faulty",
    "accuracy": "share of test examples classified correctly; absent where meaningless",
    "parameter": "what the attack chose (a strength, an index); absent if it chooses nothing",
}
"""The recorded arrays, each of shape (recorded steps, R)."""


def _mean_and_error(value: np.ndarray) -> tuple[float | None, float | None]:
    """The mean over replicas and its standard error, whose squares may not overflow; None where there is none."""
    if not np.isfinite(value).all():
        return None, None
    scale = float(np.abs(value).max()) or 1.0
    part = np.asarray(value, np.float64) / scale
    return scale * float(part.mean()), scale * float(part.std(ddof=1) / len(part) ** 0.5) if len(part) > 1 else None


@dataclass(frozen=True, eq=False)
class Trace:
    """A recorded run. ``steps`` (K,) are the recorded t, 1-based; ``moments`` the arrays of :data:`MOMENTS`.

    ``gradient_mean`` (R, D): mean of grad Q(theta_t) over the recorded steps of the second half; ``theta_first``,
    ``theta_last`` (R, D): theta_1 and theta_{T+1}; ``gamma``, ``beta``: the numbers used; ``final``: Q and accuracy at
    theta_{T+1}, each (R,).
    """

    config: RunConfig
    constants: Constants
    gamma: float
    beta: float
    steps: np.ndarray
    moments: Mapping[str, np.ndarray]
    gradient_mean: np.ndarray
    theta_first: np.ndarray
    theta_last: np.ndarray
    final: Mapping[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """The moment of that name, shape (K, R)."""
        return self.moments[name]

    @property
    def every_step(self) -> bool:
        """Whether every step was recorded, as the lemmas about consecutive steps need."""
        return len(self.steps) == self.config.steps

    def summary(self) -> dict[str, Any]:
        """Numbers for a table: means over replicas with their standard errors (``*_se``)."""
        honest = self.config.n - self.config.f
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self["drift2"] / self["diameter2"]
            kappa = self["drift2"] / (self["dispersion"] / honest)
        out: dict[str, Any] = {"gamma": self.gamma, "beta": self.beta, "estimated": self.constants.estimated}
        out |= {"smoothness": self.constants.smoothness, "variance": self.constants.variance}
        half = len(self.steps) // 2
        values = {
            "gradient2": self["gradient2"].mean(0),
            "gradient2_tail": self["gradient2"][half:].mean(0),
            "gap_first": self["loss"][0] - self.constants.infimum,
            "loss_last": self.final["loss"],
            "accuracy_last": self.final["accuracy"],
        }
        for name, value in values.items():
            out[name], out[f"{name}_se"] = _mean_and_error(value)
        out["lambda_seen"] = float(np.nanmax(ratio, initial=0.0)) ** 0.5
        out["kappa_seen"] = float(np.nanmax(kappa, initial=0.0))
        return out

    def to_bytes(self) -> bytes:
        """The trace as a compressed npz archive."""
        arrays = {f"moment.{name}": value for name, value in self.moments.items()}
        arrays |= {f"final.{name}": value for name, value in self.final.items()}
        arrays |= {name: getattr(self, name) for name in ("steps", "gradient_mean", "theta_first", "theta_last")}
        head = {
            "config": self.config.as_dict(),
            "constants": vars(self.constants),
            "gamma": self.gamma,
            "beta": self.beta,
        }
        arrays["head"] = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> Trace:
        """The inverse of :meth:`to_bytes`; ValueError when the archive is damaged."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            head = json.loads(arrays["head"].tobytes())
            groups = {
                group: {name.removeprefix(group): arrays[name] for name in arrays if name.startswith(group)}
                for group in ("moment.", "final.")
            }
            return Trace(
                RunConfig.of(head["config"]),
                Constants(**head["constants"]),
                head["gamma"],
                head["beta"],
                arrays["steps"],
                groups["moment."],
                arrays["gradient_mean"],
                arrays["theta_first"],
                arrays["theta_last"],
                groups["final."],
            )
        except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError) as error:
            raise ValueError(f"the recorded arrays are damaged: {error}") from error


class Recorder:
    """Collects moments on the device; mutable, private to one run."""

    def __init__(self, steps: int, every: int, replicas: int, dtype: torch.dtype, device: str) -> None:
        self.steps = np.arange(1, steps + 1, every)
        self._shape = (len(self.steps), replicas)
        self._like = torch.empty(0, dtype=dtype, device=device)
        self._rows: dict[str, Tensor] = {}
        self._last = 0

    def add(self, index: int, values: Mapping[str, Tensor | None]) -> None:
        """Store the values (R,) of the ``index``-th recorded step; None: this run does not have it."""
        self._last = index
        for name, value in values.items():
            if value is None:
                continue
            if name not in self._rows:
                self._rows[name] = self._like.new_empty(self._shape)
            self._rows[name][index] = value

    def moments(self) -> dict[str, np.ndarray]:
        """All that was recorded, as numpy arrays (K, R) in the run's dtype."""
        return {name: row.cpu().numpy() for name, row in self._rows.items()}
