"""`export`: a model as an ONNX file for other programs."""

import argparse
import json
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_json

TEXT = """
Write a model as ONNX (opset 18), run it in ONNX Runtime and compare.

reads    MODEL (.safetensors)
writes   FILE.onnx  input  channels, uint8 (batch, channels, height, width): RGB, for AnnNet also its priors and
                           planes; the scaling of values is part of the graph
                    output logits, float32 (batch, outputs, height, width): the argmax is the class index
                    metadata: card (JSON), classes (JSON), channels
prints   the largest difference between PyTorch and ONNX Runtime, relative to the largest logit; the file is written
         only when it is below 0.001
Batch, height and width are free; but an AnnNet that sees crops has the size of its crops, and one with direct=true that
of --size (else of its training crop). Pictures are shrunk before, as `longest_side` in the card says.

examples:
  python -m ml export rounds/1/segnet.safetensors --out segnet.onnx
  python -m ml export rounds/1/segnet.safetensors --out segnet.onnx --size 512x512      fixed, for runtimes that need it
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "export", "a model as ONNX, compared in ONNX Runtime", TEXT, run)
    parser.add_argument("model", type=Path, help="an annnet.safetensors or segnet.safetensors")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write (.onnx)")
    parser.add_argument("--size", metavar="WxH", help="fix width and height")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write, compare, say."""
    from ml.commands.describe import parse_size

    if options.out.suffix != ".onnx" or options.out.is_dir():
        raise ValueError(f"--out {options.out}: name the file to write, as in model.onnx")
    size = parse_size(options.size) if options.size else None
    from ml.networks.onnx_file import write_onnx

    written = write_onnx(options.model, options.out, size)
    if options.json:
        print(json.dumps({"file": str(options.out), **vars(written)}))
    else:
        print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, opset {written.opset}")
        print(f"  input   channels uint8 {list(written.inputs)}")
        print(f"  output  logits float32 {list(written.outputs)}")
        print(f"  largest difference between PyTorch and ONNX Runtime: {written.difference:.2g} of the largest logit")
    return 0
