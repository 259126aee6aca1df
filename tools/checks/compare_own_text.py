"""Trains a decoder on own text, and compares what comes of it with transformers and PEFT.

    python tools/checks/compare_own_text.py MODEL [--folder DIR]

MODEL is a folder with a chat template. Twice, with an Alpaca file and with a file of conversations that this script writes,
`lamella run` trains LoRA on the half of the layers that CKA selects. Then, on 20 prompts, the greedy texts of
`lamella generate --adapter` (with `--chat` for conversations), of the adapter in PEFT, and of the model that `lamella merge`
writes, in transformers and in Lamella, must be equal; and the held-out losses that the result tells are those of PEFT over the
same tokens. Needs torch, transformers and peft; ends with status 1 if anything differs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 1e-5
IGNORED = -100
NEW_TOKENS = 24
THINGS = "apple lemon river stone cloud table horse window bridge garden letter candle forest island mirror pencil rocket saddle ticket violin".split()

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--folder")
options = parser.parse_args()
model_folder = str(pathlib.Path(options.model).resolve())
folder = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="lamella-own-text-"))
folder.mkdir(parents=True, exist_ok=True)
tokenizer = AutoTokenizer.from_pretrained(model_folder)


def answer(thing):
    return f"The {thing} has {len(thing)} letters, and the first is {thing[0].upper()}."


def alpaca_prompt(instruction, context):
    return (
        "Below is an instruction that describes a task, paired with an input that provides further context. "
        "Write a response that appropriately completes the request.\n\n"
        f"### Instruction:\n{instruction}\n\n### Input:\n{context}\n\n### Response:"
    )


def alpaca_rows():
    return [{"instruction": "Describe the word.", "input": thing, "output": answer(thing)} for thing in THINGS]


def message_rows():
    rows = []
    for i, thing in enumerate(THINGS):
        turns = [{"role": "user", "content": f"Describe the word {thing}."}, {"role": "assistant", "content": answer(thing)}]
        more = [{"role": "user", "content": "Is it short?"}, {"role": "assistant", "content": "Yes." if len(thing) < 6 else "No."}]
        system = [{"role": "system", "content": "Be brief."}]
        rows.append({"messages": (system if i % 3 == 0 else []) + turns + (more if i % 2 == 0 else [])})
    return rows


def alpaca_example(row):
    prompt = alpaca_prompt(row["instruction"], row["input"])
    masked = len(tokenizer(prompt)["input_ids"])
    ids = tokenizer(prompt + row["output"])["input_ids"] + [tokenizer.eos_token_id]
    return ids, [IGNORED] * masked + ids[masked:]


def message_example(row):
    def render(messages, **more):
        return tokenizer.apply_chat_template(messages, tokenize=True, return_dict=True, **more)["input_ids"]

    messages = row["messages"]
    ids = render(messages)
    labels = [IGNORED] * len(ids)
    for i, message in enumerate(messages):
        if message["role"] == "assistant":
            start, end = len(render(messages[:i], add_generation_prompt=True)), len(render(messages[: i + 1]))
            labels[start:end] = ids[start:end]
    return ids, labels


KINDS = {
    "alpaca": {
        "rows": alpaca_rows(),
        "columns": "instruction: instruction, input: input, output: output",
        "example": alpaca_example,
        "prompts": [alpaca_prompt("Describe the word.", thing) for thing in THINGS],
        "chat": [],
    },
    "messages": {
        "rows": message_rows(),
        "columns": "messages: messages",
        "example": message_example,
        "prompts": [f"Describe the word {thing}." for thing in THINGS],
        "chat": ["--chat"],
    },
}


def lamella(*arguments):
    environment = {**os.environ, "LAMELLA_RUNS_DIR": str(folder / "runs")}
    done = subprocess.run(
        ["node", str(ROOT / "packages/cli/bin/lamella.mjs"), *map(str, arguments)],
        capture_output=True, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"lamella {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr}{done.stdout}")
    return done.stdout


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def train(name, kind):
    held_out = len(THINGS) // 4
    write_rows(folder / f"{name}-train.jsonl", kind["rows"][held_out:])
    write_rows(folder / f"{name}-dev.jsonl", kind["rows"][:held_out])
    spec = folder / f"{name}.yaml"
    spec.write_text(f"""name: own-{name}
model: {model_folder}
data: {{ kind: table, title: Own {name}, train: ./{name}-train.jsonl, dev: ./{name}-dev.jsonl, {kind["columns"]} }}
tasks: [text-generation]
importance: {{ samples: all }}
training: {{ epochs: 2, batchSize: 4, learningRate: 1e-3, maxLength: 128, evaluationBatchSize: 4 }}
methods:
  base: {{ title: Untuned, tuning: none }}
  cka: {{ title: 'LoRA, CKA', selection: cka }}
sweep: {{ layers: [0.5], seed: [0] }}
keep: all
""")
    print(lamella("run", spec).strip())
    print(lamella("table", spec).strip())
    results = [json.loads(path.read_text()) for path in (folder / "runs" / f"own-{name}").glob("text-generation-*.json")]
    losses = {result["trial"]["method"]: result["metrics"]["primary"]["value"] for result in results}
    (adapter,) = [path.parent for path in (folder / "runs" / f"own-{name}").rglob("adapter_config.json")]
    return losses, adapter


def held_out_loss(model, examples):
    """Of the logits in float64: over a large vocabulary, PyTorch's own loss in float32 is itself 1e-5 off."""
    losses = []
    with torch.no_grad():
        for ids, labels in examples:
            logits = model(input_ids=torch.tensor([ids])).logits[0, :-1].double()
            losses.append(torch.nn.functional.cross_entropy(logits, torch.tensor(labels[1:]), reduction="none", ignore_index=IGNORED))
    count = sum(label != IGNORED for _, labels in examples for label in labels[1:])
    return (sum(loss.sum() for loss in losses) / count).item()


def texts_of(model, kind):
    texts = []
    for prompt in kind["prompts"]:
        if kind["chat"]:
            messages = [{"role": "user", "content": prompt}]
            ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=True)["input_ids"]
        else:
            ids = tokenizer(prompt)["input_ids"]
        given = torch.tensor([ids])
        with torch.no_grad():
            out = model.generate(
                input_ids=given, attention_mask=torch.ones_like(given), max_new_tokens=NEW_TOKENS, do_sample=False,
                temperature=None, top_p=None, top_k=None, pad_token_id=tokenizer.eos_token_id,
            )  # fmt: skip
        texts.append(tokenizer.decode(out[0, len(ids) :], skip_special_tokens=True))
    return texts


def lamella_texts(name, kind, model, *more):
    prompts = folder / f"{name}-prompts.jsonl"
    write_rows(prompts, kind["prompts"])
    given = ["generate", "--model", model, "--texts", prompts, *kind["chat"], *more]
    reports = json.loads(lamella(*given, "--max-new-tokens", NEW_TOKENS, "--temperature", 0, "--json"))
    return [report["text"] for report in reports]


def load(path):
    return AutoModelForCausalLM.from_pretrained(path).float().eval()


def compare(name, kind):
    losses, adapter = train(name, kind)
    merged = folder / f"{name}-merged"
    lamella("merge", "--model", model_folder, "--adapter", adapter, "--output", merged, "--overwrite")
    examples = [kind["example"](row) for row in kind["rows"][: len(THINGS) // 4]]
    base = load(model_folder)
    theirs = {"base": held_out_loss(base, examples)}
    peft = PeftModel.from_pretrained(base, str(adapter)).eval()
    theirs["cka"] = held_out_loss(peft, examples)
    ours = lamella_texts(name, kind, model_folder, "--adapter", adapter)
    others = {
        "PEFT": texts_of(peft, kind),
        "merged, transformers": texts_of(load(merged), kind),
        "merged, Lamella": lamella_texts(name, kind, merged),
    }
    is_equal = True
    for method, loss in theirs.items():
        difference = abs(losses[method] - loss)
        is_equal &= difference < TOLERANCE
        print(f"{name}: held-out loss of {method}: Lamella {losses[method]:.6f}, transformers {loss:.6f}, difference {difference:.1e}")
    for other, texts in others.items():
        equal = sum(one == two for one, two in zip(ours, texts))
        is_equal &= equal == len(ours)
        print(f"{name}: greedy texts of the adapter in Lamella and of {other}: {equal} of {len(ours)} are equal")
    wanted = [answer(thing) for thing in THINGS]
    print(f"{name}: e.g. {ours[0]!r}; {sum(text.strip().startswith(want) for text, want in zip(ours, wanted))} of {len(ours)} are right")
    return is_equal


results = [compare(name, kind) for name, kind in KINDS.items()]
sys.exit(0 if all(results) else 1)
