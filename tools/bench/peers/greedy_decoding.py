"""Greedy decoding by transformers, as `lamella bench decoding` does it: the same options, prompts and figures.

python greedy_decoding.py --model FOLDER [--dtype float32|bfloat16] [--batch 8] [--tokens 32] [--generate 128] [--threads 2]

With bfloat16 the whole model is held in it, which is faster than autocast. Prints one line of JSON.
"""
import argparse, hashlib, json, time

p = argparse.ArgumentParser()
p.add_argument("--model", required=True)
p.add_argument("--dtype", default="float32", choices=["float32", "bfloat16"])
for name, default in dict(batch=8, tokens=32, generate=128, threads=2).items():
    p.add_argument(f"--{name}", type=int, default=default)
a = p.parse_args()

import torch
from transformers import AutoModelForCausalLM

torch.set_num_threads(a.threads)
model = AutoModelForCausalLM.from_pretrained(a.model, torch_dtype=getattr(torch, a.dtype)).eval()
model.generation_config.eos_token_id = None
V = model.config.vocab_size
prompts = torch.tensor([[5 + (977 * i + 131 * j) % (V - 5) for j in range(a.tokens)] for i in range(a.batch)])


def decode(num_tokens):
    with torch.no_grad():
        return model.generate(input_ids=prompts, attention_mask=torch.ones_like(prompts), do_sample=False, pad_token_id=0,
                              max_new_tokens=num_tokens)[:, a.tokens:]


decode(8)
start, cpu = time.perf_counter(), time.process_time()
ids = decode(a.generate)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
assert ids.shape == (a.batch, a.generate)
text = "\n".join(" ".join(map(str, row)) for row in ids.tolist())
print(json.dumps(dict(program="pytorch", **vars(a), tokensPerSecond=a.batch * a.generate / seconds,
                      cpuSecondsPerStep=cpu / a.generate, tokensHash=hashlib.sha256(text.encode()).hexdigest())))
