"""Compares models of this repository with transformers: token ids, logits of every position, and the loss.

    python tools/checks/compare_with_transformers.py packages/models/embedded/*

Every folder is loaded by AutoTokenizer and by AutoModelForMaskedLM or AutoModelForCausalLM, in float32, and its outputs are
compared with those that print-logits.ts prints. Needs torch and transformers; ends with status 1 if anything differs.
"""

import json
import pathlib
import subprocess
import sys

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 1e-3
TEXTS = [
    "The old captain stood upon the deck and looked out over the sea.",
    "Mary has 12 apples. She buys 5 more. How many apples does Mary have now?\n12 + 5 = 17. The answer is: 17",
    'def add_13(x):\n    """Return x plus 13."""\n    return x + 13\n',
    "  Ünïcode — 漢字 \U0001f433, 3.14159 and  two  spaces ",
    "A long text, longer than any window. " * 12,
]


def ours(folder, texts):
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/print-logits.ts"), folder, *texts]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def compare(folder):
    config = AutoConfig.from_pretrained(folder)
    auto = AutoModelForMaskedLM if "MaskedLM" in config.architectures[0] else AutoModelForCausalLM
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = auto.from_pretrained(folder, torch_dtype=torch.float32, attn_implementation="eager").eval()
    texts = list(TEXTS)
    if tokenizer.mask_token:
        # A short one in place of the long one: positions end at 128.
        texts[-1] = f"The old {tokenizer.mask_token} looked out over the {tokenizer.mask_token}."
    same_ids, worst = True, 0.0
    for text, result in zip(texts, ours(folder, texts), strict=True):
        encoding = tokenizer(text, return_tensors="pt")
        same_ids &= encoding.input_ids[0].tolist() == result["ids"]
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([result["ids"]])).logits[0]
        worst = max(worst, (logits - torch.tensor(result["logits"])).abs().max().item())
    agrees = same_ids and worst < TOLERANCE
    ids = "same token ids" if same_ids else "OTHER TOKEN IDS"
    print(f"{folder}: {type(model).__name__}, {ids}, largest difference of a logit {worst:.1e}: {'ok' if agrees else 'DIFFERS'}")
    return agrees


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(0 if all([compare(str(pathlib.Path(folder).resolve())) for folder in sys.argv[1:]]) else 1)
