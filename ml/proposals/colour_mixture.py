"""Colours of an object or of its ground as a mixture of five Gaussians, as GrabCut has them (Rother et al. 2004)."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools

COMPONENTS = 5
LEAST_VARIANCE = 1.0  # of a colour channel, 0..255; flat regions must not become infinitely sure
LEAST_PIXELS = 5  # of a component

Colours = NDArray[np.float32]
"""(n, 3) RGB, 0..255"""


@dataclass(frozen=True)
class ColourMixture:
    """Weights, means and covariances of up to five Gaussians in RGB."""

    weights: NDArray[np.float64]
    """(k,) > 0"""
    means: NDArray[np.float64]
    """(k, 3)"""
    covariances: NDArray[np.float64]
    """(k, 3, 3)"""

    @classmethod
    def from_opencv(cls, model: NDArray[np.float64]) -> "ColourMixture":
        """From what cv2.grabCut leaves behind: 5 weights, 5 x 3 means, 5 x 9 covariances in one row."""
        flat = model.ravel()
        used = flat[:COMPONENTS] > 1e-6
        means, covariances = flat[5:20].reshape(COMPONENTS, 3), flat[20:65].reshape(COMPONENTS, 3, 3)
        return cls(flat[:COMPONENTS][used], means[used], covariances[used])

    def log_likelihood(self, colours: Colours) -> NDArray[np.float32]:
        """(n,) log of the density, without the constant that all mixtures share."""
        parts = self._parts(colours)
        largest = parts.max(0)
        return largest + np.log(np.exp(parts - largest).sum(0))

    def refit(self, colours: Colours, members: Bools) -> "ColourMixture":
        """Mixture of the colours of `members` (n,), each given to the component it fits best; itself when none has
        enough of them.
        """
        if not members.any():
            return self
        colours = colours[members]
        nearest = self._parts(colours).argmax(0)
        groups = [group for k in range(len(self.weights)) if len(group := colours[nearest == k]) >= LEAST_PIXELS]
        if not groups:
            return self
        means = [group.mean(0, dtype=np.float64) for group in groups]
        return ColourMixture(
            np.array([len(group) / len(colours) for group in groups]),
            np.array(means),
            np.array([_covariance(group, mean) for group, mean in zip(groups, means, strict=True)]),
        )

    def _parts(self, colours: Colours) -> NDArray[np.float32]:
        """(k, n) log of each component's weighted density."""
        variances, axes = np.linalg.eigh(self.covariances)
        variances = np.maximum(variances, LEAST_VARIANCE)
        whiten = (axes / np.sqrt(variances)[:, None]).transpose(0, 2, 1)
        # One product for all components, (3k, 3) @ (3, n), each component's three rows standardised. Not by BLAS: its
        # threads would wait for each other on a second core that somebody else needs, and be no quicker.
        rows = whiten.reshape(-1, 3).astype(np.float32)
        distance = np.asarray(cv2.gemm(rows, colours, 1, np.empty(0, np.float32), 0, flags=cv2.GEMM_2_T), np.float32)
        distance -= np.einsum("kij,kj->ki", whiten, self.means).reshape(-1, 1).astype(np.float32)
        parts = np.square(distance, out=distance).reshape(len(self.weights), 3, -1).sum(1)
        parts *= -0.5
        parts += (np.log(self.weights) - np.log(variances).sum(1) / 2).astype(np.float32)[:, None]
        return parts


def _covariance(colours: Colours, mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of colours (n, 3) with this mean, n > 1; in single precision, as quick again as numpy's."""
    apart = colours - mean.astype(np.float32)
    return np.einsum("ni,nj->ij", apart, apart).astype(np.float64) / (len(colours) - 1) + LEAST_VARIANCE * np.eye(3)
