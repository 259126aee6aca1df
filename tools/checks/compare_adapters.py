"""Compares random adapters with PEFT, in both directions: equal logits, or a refusal.

    python tools/checks/compare_adapters.py [--count 160] [--seed 0] [--folder DIR]

Adapters are drawn from every field that the installed PEFT's LoraConfig has (a field that this script does not know ends it),
on the reference models of fixtures/; PEFT makes them, moves them away from their start, saves them and loads them again. Some
are saved as adapter_model.bin, or have a field added that PEFT does not know. Lamella loads each (run-adapters.ts, one process
for all): its logits are PEFT's, or it refuses the adapter. Then Lamella makes and saves adapters of its own kinds, which PEFT
loads. Needs torch, transformers and peft; ends with status 1 if a logit differs, or Lamella fails other than by refusing.
"""

import argparse
import collections
import copy
import dataclasses
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings

import torch
import transformers
from peft import LoraConfig, PeftModel, __version__ as peft_version, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, LlavaForConditionalGeneration

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Relative to the largest logit; the smallest change that an adapter has to make for a comparison to mean something.
TOLERANCE, EFFECT = 1e-4, 1e-2
DECODER = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
ENCODER = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"]
DEBERTA = [name.replace("query", "query_proj").replace("key", "key_proj").replace("value", "value_proj") for name in ENCODER]


@dataclasses.dataclass
class Base:
    family: str
    layers: str
    modules: list
    head: str = "causal-lm"
    count: int = 4
    # What newer releases call the layers.
    newer: str = ""

    @property
    def folder(self):
        return str(ROOT / "fixtures" / self.family)

    @property
    def task(self):
        return "SEQ_CLS" if self.head == "classification" else "CAUSAL_LM"

    def paths(self, layer, module):
        return f"{self.layers}.{layer}.{module}"


BASES = [
    Base("roberta", "roberta.encoder.layer", ENCODER, "classification"),
    Base("bert", "bert.encoder.layer", ENCODER, "classification", 3),
    Base("deberta", "deberta.encoder.layer", DEBERTA, "classification"),
    Base("llama", "model.layers", DECODER),
    Base("mistral", "model.layers", DECODER),
    Base("gemma", "model.layers", DECODER),
    Base("llava", "language_model.model.layers", DECODER, newer="model.language_model.layers"),
]


def load_bases():
    for base in BASES:
        auto = {"classification": AutoModelForSequenceClassification}.get(base.head, AutoModelForCausalLM)
        auto = LlavaForConditionalGeneration if base.family == "llava" else auto
        base.model = auto.from_pretrained(base.folder, torch_dtype=torch.float32, attn_implementation="eager").eval()
        names = {name for name, _ in base.model.named_modules()}
        if base.newer in names:
            base.layers = base.newer
        reference = load_file(f"{base.folder}/reference.safetensors")
        wanted = ("input_ids", "attention_mask", "token_type_ids", "pixel_values")
        base.batch = {name: reference[name] for name in wanted if name in reference}
        base.logits = logits(base, base.model)


@torch.no_grad()
def logits(base, model):
    found = model.eval()(**base.batch).logits
    if found.dim() == 3:
        mask = base.batch["attention_mask"]
        ends = (mask * torch.arange(mask.shape[1])).max(1).values
        found = found[torch.arange(len(found)), ends]
    return found.flatten()


class Drawing:
    """One adapter: the fields of LoraConfig, and what is changed in the files that PEFT saves."""

    def __init__(self, rng, base, known):
        self.rng, self.base, self.known = rng, base, known
        self.fields, self.added = {}, {}
        self.draw_plain()
        self.draw_targets()
        if rng.random() < 0.35:
            self.draw_patterns()
        if rng.random() < 0.45:
            self.draw_special()
        self.is_bin = rng.random() < 0.15

    def set(self, name, value):
        """A field that the installed PEFT lacks is written into its file."""
        (self.fields if name in self.known else self.added)[name] = value

    def draw_plain(self):
        choose = self.rng.choice
        self.set("r", choose([1, 2, 4, 6]))
        self.set("lora_alpha", choose([1, 4, 8, 16]))
        self.set("lora_dropout", choose([0.0, 0.1]))
        self.set("use_rslora", choose([False, False, True]))
        self.set("use_dora", choose([False, False, True]))
        self.set("init_lora_weights", choose([True, True, True, False, "gaussian", "pissa"]))
        self.set("task_type", choose([self.base.task, self.base.task, self.base.task, None]))
        self.set("base_model_name_or_path", choose([self.base.folder, None]))
        self.set("inference_mode", choose([False, True]))

    def draw_targets(self):
        rng, base = self.rng, self.base
        # Names of modules that are found nowhere but in the layers.
        unique = ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj", "self_attn.o_proj"] if base.family == "llava" else base.modules
        modules = rng.sample(unique, rng.randint(1, 3))
        layers = sorted(rng.sample(range(base.count), rng.randint(1, base.count - 1)))
        kind = rng.choice(["names", "layers", "layers", "layer", "pattern", "paths", "differing", "regex", "exclude", "exclude-regex"])
        if "exclude" in kind and "exclude_modules" not in self.known and rng.random() < 0.7:
            kind = "names"
        self.modules, self.kind = modules, kind
        paths = [f"{base.layers}.{layer}.{module}" for layer in layers for module in modules]
        if kind == "differing":
            paths = rng.sample([f"{base.layers}.{i}.{module}" for i in range(base.count) for module in base.modules], 4)
        if kind in ("paths", "differing"):
            self.set("target_modules", paths)
        elif kind == "regex":
            group = rng.choice(["(?P<layer>{})", "(?:{})", "({})"]).format("|".join(map(str, layers)))
            names = "|".join(re.escape(module) for module in modules)
            self.set("target_modules", rf"{re.escape(base.layers)}\.{group}\.(?:{names})")
        else:
            self.set("target_modules", modules)
        if kind in ("layers", "pattern"):
            self.set("layers_to_transform", layers)
        if kind == "layer":
            self.set("layers_to_transform", layers[0])
        if kind == "pattern":
            list_name = base.layers.split(".")[-1]
            self.set("layers_pattern", rng.choice([list_name, [list_name], ["h", list_name], base.layers]))
        if kind == "exclude":
            self.set("exclude_modules", rng.choice([[], [f"{base.layers}.{layers[0]}.{modules[0]}"], [f"{layers[0]}.{modules[0]}"]]))
        if kind == "exclude-regex":
            self.set("exclude_modules", rf".*\.(?P<layer>{layers[0]})\..*")

    def draw_patterns(self):
        rng, base = self.rng, self.base
        module = rng.choice(self.modules)
        keys = [
            module,
            module.split(".")[-1],
            f"{rng.randrange(base.count)}.{module}",
            f"{base.layers}.{rng.randrange(base.count)}.{module}",
            rf"{base.layers.split('.')[-1]}\.[01]\..*",
            "nothing",
        ]
        chosen = rng.sample(keys, rng.randint(1, 2))
        if rng.random() < 0.8:
            self.set("rank_pattern", {key: rng.randint(1, 5) for key in chosen})
        if rng.random() < 0.6:
            chosen = chosen if rng.random() < 0.7 else rng.sample(keys, 1)
            self.set("alpha_pattern", {key: rng.randint(1, 12) for key in chosen})

    def draw_special(self):
        # A field that the installed PEFT does not know is refused by it, and so less telling.
        names = [name for name in SPECIAL if SPECIAL[name] and (name in self.known or self.rng.random() < 0.2)]
        name = self.rng.choice(names)
        self.set(name, copy.deepcopy(self.rng.choice(SPECIAL[name])))
        if name == "modules_to_save" and self.base.head == "classification":
            self.set(name, self.rng.choice([["pooler"], ["LayerNorm"], ["classifier", "word_embeddings"], ["nothing"]]))
        if name == "trainable_token_indices" and self.base.head == "classification":
            self.set(name, {"word_embeddings": [1, 2]})
        if name == "layer_replication":
            self.set("target_modules", self.modules)


# Values that ask for something, of all fields that are not drawn for every adapter; none where nothing can be asked for.
SPECIAL = {
    "bias": ["lora_only", "lora_only", "all"],
    "modules_to_save": [["norm"], ["lm_head"], ["embed_tokens"], ["embed_tokens", "lm_head"], ["nothing"]],
    "fan_in_fan_out": [True],
    "init_lora_weights": ["pissa_niter_4", "olora", "orthogonal"],
    "target_modules": ["all-linear", r"(?i).*Q_PROJ|.*QUERY.*", r".*\.[01]\.(?:[^]x]*)(?:proj|query)"],
    "layer_replication": [[[0, 2], [1, 3]]],
    "megatron_config": [None],
    "megatron_core": ["megatron.core"],
    "loftq_config": [{"loftq_bits": 4, "loftq_iter": 1}],
    "runtime_config": [],
    "peft_type": [],
    "peft_version": ["0.12.0"],
    "auto_mapping": [{"base_model_class": "X", "parent_library": "y"}],
    "revision": ["main"],
    "trainable_token_indices": [[3, 5]],
    "eva_config": [{"rho": 1.5}],
    "corda_config": [{"corda_method": "ipm"}],
    "lora_ga_config": [{"direction": "ArB2r"}],
    "velora_config": [{"num_groups": 8}],
    "alora_invocation_tokens": [[5, 6], []],
    "use_qalora": [True],
    "qalora_group_size": [8],
    "monteclora_config": [{"num_samples": 2}],
    "lora_bias": [True],
    "target_parameters": [["q_proj.weight"], []],
    "use_bdlora": [{"nblocks": 2, "match_strict": False, "target_modules_bd_a": ["o_proj", "dense"]}],
    "arrow_config": [{"top_k": 1}],
    "kasa_config": [{}],
    "ensure_weight_tying": [True],
    "a_field_of_the_future": [True],
}
DRAWN = {"r", "lora_alpha", "lora_dropout", "use_rslora", "use_dora", "task_type", "base_model_name_or_path", "inference_mode"}
DRAWN |= {"layers_to_transform", "layers_pattern", "exclude_modules", "rank_pattern", "alpha_pattern"}


@torch.no_grad()
def randomise(model, generator):
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=generator))


def make_with_peft(drawing, folder, generator):
    """Saves an adapter of PEFT's and loads it again; its logits, or why PEFT has none."""
    base = drawing.base
    try:
        # To be trained, whatever the file shall say.
        model = get_peft_model(copy.deepcopy(base.model), LoraConfig(**{**drawing.fields, "inference_mode": False}))
        randomise(model, generator)
        model.save_pretrained(folder)
    except Exception as error:  # PEFT's reasons are of all kinds.
        return None, f"{type(error).__name__}: {error}"
    path = pathlib.Path(folder, "adapter_config.json")
    config = json.loads(path.read_text())
    for name in ("inference_mode", "target_modules", "exclude_modules"):
        if name in drawing.fields:
            config[name] = drawing.fields[name]
    path.write_text(json.dumps({**config, **drawing.added}))
    weights = pathlib.Path(folder, "adapter_model.safetensors")
    if drawing.is_bin:
        torch.save(load_file(weights), weights.with_suffix(".bin"))
        weights.unlink()
    return load_with_peft(base, folder)


def load_with_peft(base, folder):
    try:
        return logits(base, PeftModel.from_pretrained(copy.deepcopy(base.model), folder)), None
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def draw_ours(rng, base):
    """Settings of Lamella's LoRA."""
    names = [name.removeprefix("self_attn.").removeprefix("mlp.").removeprefix("attention.self.") for name in base.modules]
    targets = rng.sample(names, rng.randint(1, 3))
    config = {
        "kind": "lora",
        "layers": sorted(rng.sample(range(base.count), rng.randint(1, base.count))),
        "targets": targets,
        "rank": rng.choice([1, 2, 4]),
        "alpha": rng.choice([2, 4, 8]),
        "dropout": 0.1,
        "seed": rng.randrange(100),
        "useRslora": rng.random() < 0.3,
        "useDora": rng.random() < 0.3,
        "init": rng.choice(["standard", "standard", "pissa", "pissa_niter_4"]),
    }
    if rng.random() < 0.3:
        # A key that stands for several modules of different shapes is as good as one for one.
        pattern = {rng.choice(targets): rng.randint(1, 5)}
        config |= {"rankPattern": pattern} | ({"alphaPattern": {key: 3 for key in pattern}} if rng.random() < 0.5 else {})
    if rng.random() < 0.15:
        config["bias"] = "lora_only"
    return config


def run_lamella(jobs, place):
    paths = [place / "jobs.json", place / "results.json"]
    paths[0].write_text(json.dumps(jobs))
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/run-adapters.ts"), *map(str, paths)]
    subprocess.run(command, cwd=ROOT, check=True)
    return json.loads(paths[1].read_text())


class Count:
    """How many adapters came out how, and the largest difference of those that are equal, relative to the largest logit."""

    def __init__(self):
        self.outcomes = collections.defaultdict(collections.Counter)
        self.worst, self.bad, self.reasons, self.vacuous = 0.0, [], collections.Counter(), 0

    def add(self, base, outcome, what):
        self.outcomes[base.family][outcome] += 1
        if outcome in ("different", "crashed"):
            self.bad.append(f"{base.family} {outcome}: {what}")

    def compare(self, base, found, expected, what):
        scale = max(1.0, expected.abs().max().item())
        gap = (torch.tensor(found) - expected).abs().max().item() / scale
        if gap < TOLERANCE:
            self.worst = max(self.worst, gap)
            self.vacuous += (expected - base.logits).abs().max().item() < EFFECT
        self.add(base, "equal" if gap < TOLERANCE else "different", f"{gap:.1e} {what}")

    def report(self, title):
        total = collections.Counter()
        for family, counts in self.outcomes.items():
            total += counts
            print(f"  {family}: " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
        print(f"{title}: {sum(total.values())} adapters, " + ", ".join(f"{number} {name}" for name, number in sorted(total.items())))
        print(f"  largest relative difference of equal ones {self.worst:.1e}; {self.vacuous} of them change no logit by {EFFECT}")
        for reason, number in self.reasons.most_common():
            print(f"    {number} × {reason}")
        for line in self.bad:
            print(f"  {line}")
        return not self.bad


def compare_theirs(rng, count, place):
    known = {field.name for field in dataclasses.fields(LoraConfig)}
    strange = known - set(SPECIAL) - DRAWN
    if strange:
        sys.exit(f"Expected fields of LoraConfig that are known here, got {', '.join(sorted(strange))}: draw them too.")
    generator, made, tried = torch.Generator().manual_seed(rng.randrange(2**31)), {}, 0
    while len(made) < count and tried < 3 * count:
        drawing = Drawing(rng, BASES[tried % len(BASES)], known)
        folder = str(place / f"theirs-{tried}")
        expected, reason = make_with_peft(drawing, folder, generator)
        tried += 1
        if pathlib.Path(folder, "adapter_config.json").exists():
            made[folder] = drawing, expected, reason
    jobs = [
        {"base": base.folder, "head": base.head, "load": [f for f, (d, *_) in made.items() if d.base is base], "make": {}}
        for base in BASES
    ]
    results, tally = run_lamella(jobs, place), Count()
    for folder, (drawing, expected, reason) in made.items():
        result, what = results[folder], json.dumps({**drawing.fields, **drawing.added}) + f" in {folder}"
        if "crashed" in result:
            tally.add(drawing.base, "crashed", f"{result['crashed']} {what}")
        elif "refused" in result:
            tally.add(drawing.base, "refused" if reason is None else "refused by both", what)
            if reason is None:
                tally.reasons[re.sub(r"/\S+/|got.*", "", result["refused"].splitlines()[0])[:110]] += 1
        elif expected is None:
            tally.add(drawing.base, "loaded, which PEFT refuses", what)
            tally.reasons["PEFT: " + reason.splitlines()[0][:110]] += 1
        else:
            tally.compare(drawing.base, result["logits"], expected, what)
    return tally.report("PEFT's adapters in Lamella")


def compare_ours(rng, count, place):
    configs = {}
    for i in range(count):
        base = BASES[i % len(BASES)]
        configs[str(place / f"ours-{i}")] = base, draw_ours(rng, base)
    jobs = [
        {"base": base.folder, "head": base.head, "load": [], "make": {f: c for f, (b, c) in configs.items() if b is base}}
        for base in BASES
    ]
    results, tally = run_lamella(jobs, place), Count()
    for folder, (base, config) in configs.items():
        result, what = results[folder], json.dumps(config) + f" in {folder}"
        if "logits" not in result:
            tally.add(base, "crashed" if "crashed" in result else "refused", f"{result.get('crashed')} {what}")
            tally.reasons[result.get("refused", "")[:110]] += 1
            continue
        expected, reason = load_with_peft(base, folder)
        if expected is None:
            tally.add(base, "different", f"PEFT refuses it: {reason} {what}")
        else:
            tally.compare(base, result["logits"], expected, what)
    return tally.report("Lamella's adapters in PEFT")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=160)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", help="where the adapters are kept; a temporary folder unless given")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, PEFT {peft_version}, seed {options.seed}")
    load_bases()
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(options.folder or temporary)
        place.mkdir(parents=True, exist_ok=True)
        rng = random.Random(options.seed)
        agrees = [compare_theirs(rng, options.count, place), compare_ours(rng, options.count // 2, place)]
    sys.exit(0 if all(agrees) else 1)
