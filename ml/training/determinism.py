"""The same bits from the same seed, on GPUs too."""

import os

import torch


def be_deterministic() -> None:
    """Let torch use deterministic algorithms alone, from now on in this process; an operation without one is an error.

    Costs speed on a GPU. On a CPU the same thread count and seed give the same bits without it.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # read when cuBLAS starts
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True)
