"""A decoder's layer importance in PyTorch, to compare `lamella importance` with.

    python tools/compare/decoder-importance.py MODEL TEXTS.jsonl [--samples 128] [--max-length 512]

A sample's representation is the hidden state of its last token that is not padding (padding is the end-of-text token, so
that one at the end of a text counts as padding). Importance is 1 - linear CKA of consecutive layers, centred, in float64;
the last layer's output is taken after the final norm (as transformers gives it) and before it. Prints one JSON line.
"""

import argparse
import json
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("texts", help="JSON Lines: a string per line")
parser.add_argument("--samples", type=int, default=128)
parser.add_argument("--max-length", type=int, default=512)
options = parser.parse_args()

tokenizer = AutoTokenizer.from_pretrained(options.model)
model = AutoModelForCausalLM.from_pretrained(options.model, torch_dtype=torch.float32).eval()
with open(options.texts, encoding="utf-8") as file:
    texts = [json.loads(line) for line in file if line.strip()][: options.samples]

before_norm = []
model.model.norm.register_forward_pre_hook(lambda _, inputs: before_norm.append(inputs[0]))
states, raw = [], []
begin = time.time()
with torch.no_grad():
    for text in texts:
        ids = tokenizer(text, truncation=True, max_length=options.max_length).input_ids
        while ids[-1] == tokenizer.eos_token_id:
            ids.pop()
        hidden = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        states.append(torch.stack([layer[0, -1] for layer in hidden]))
        raw.append(before_norm.pop()[0, -1])
seconds = time.time() - begin


def importance(representations):
    """1 - CKA(R_l, R_{l+1}) of [samples, layers + 1, hidden]."""
    centred = representations.double() - representations.double().mean(0)
    grams = [x @ x.T for x in centred.unbind(1)]
    inner = lambda a, b: (a * b).sum()
    return [
        float(1 - inner(a, b) / (inner(a, a) * inner(b, b)).sqrt()) for a, b in zip(grams[:-1], grams[1:])
    ]


normed = torch.stack(states)
unnormed = torch.cat([normed[:, :-1], torch.stack(raw)[:, None]], 1)
print(json.dumps({"seconds": seconds, "normed": importance(normed), "raw": importance(unnormed)}))
