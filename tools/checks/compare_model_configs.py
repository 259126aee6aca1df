"""Draws config.json files from the fields that transformers defines, and compares what Lamella makes of them.

    python tools/checks/compare_model_configs.py [--count 300] [--seed 0] [--families bert ...] [--keep FOLDER]

Each is a base configuration of one of the families with some fields changed, to ordinary values or to odd ones, and a tiny model
with random weights, saved by transformers. One `lamella conform` reads them all: it gives the same hidden states and logits, or
refuses. The first ones have every field that transformers writes. Prints how many were equal, refused and different, and ends with
status 1 if any was different, if transformers defines a field that is not drawn here, or if Lamella does not know one. Works with transformers 4.46 and 5; needs torch, transformers and safetensors.
"""

import argparse
import collections
import dataclasses
import inspect
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "fixtures/tools"))
import model_cases  # noqa: E402

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity(transformers.logging.CRITICAL)
transformers.utils.logging.disable_progress_bar()
torch.set_num_threads(1)

ACTIVATIONS = ["gelu", "gelu_new", "relu", "silu", "swish", "tanh", "sigmoid", "quick_gelu", "gelu_pytorch_tanh",
               "gelu_fast", "gelu_python", "gelu_accurate", "linear", "relu2", "mish", "relu6", "leaky_relu"]
BOTH = [False, True]
RATES = [0.0, 0.1, 0.5]
# What every architecture's class takes, and values of it. Most have no effect.
COMMON = {
    "architectures": [None, ["X"]], "bos_token_id": [None, 1], "chunk_size_feed_forward": [0, 3], "dtype": ["float32", "float16"],
    "eos_token_id": [2, [2, 3]], "id2label": [None, {"0": "a", "1": "b"}, {"0": "a"}], "initializer_range": [0.02, 0.1],
    "is_encoder_decoder": BOTH, "label2id": [None], "output_attentions": BOTH, "output_hidden_states": BOTH,
    "problem_type": [None, "regression", "multi_label_classification"], "return_dict": BOTH, "torch_dtype": ["float32", "float16"],
    "transformers_version": ["4.0.0"], "use_cache": BOTH, "tie_word_embeddings": BOTH, "pad_token_id": [0, 1, 3],
    "add_cross_attention": BOTH, "is_decoder": BOTH, "is_causal": BOTH, "cross_attention_hidden_size": [None, 16],
    "finetuning_task": [None, "mnli"], "prefix": [None, "x"], "pruned_heads": [{}, {"0": [1]}], "sep_token_id": [None, 3],
    "task_specific_params": [None, {"x": 1}], "tf_legacy_loss": BOTH, "tie_encoder_decoder": BOTH, "tokenizer_class": [None, "X"],
    "torchscript": [False], "use_bfloat16": BOTH, "decoder_start_token_id": [None, 1], "num_labels": [2, 3, 5],
    "temperature": [0.5], "max_length": [7], "do_sample": BOTH, "top_k": [3], "an_unknown_field": [1, "x"],
}  # fmt: skip
SIZES = {
    "hidden_size": [16, 32, 24], "intermediate_size": [12, 20], "num_hidden_layers": [1, 2, 3], "num_attention_heads": [1, 2, 4, 8],
    "vocab_size": [24, 30], "max_position_embeddings": [14, 16, 40],
}  # fmt: skip
ENCODER = {
    **SIZES, "attention_probs_dropout_prob": RATES, "classifier_dropout": [None, *RATES], "hidden_act": ACTIVATIONS,
    "hidden_dropout_prob": RATES, "layer_norm_eps": [1e-12, 1e-5, 1e-2], "type_vocab_size": [1, 2, 3],
    "position_embedding_type": ["absolute"],
}  # fmt: skip
ROPES = [
    None, {"rope_type": "default"}, {"rope_type": "linear", "factor": 2.0}, {"type": "linear", "factor": 4.0},
    {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8},
    {"rope_type": "dynamic", "factor": 2.0}, {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 8},
]  # fmt: skip
DECODER = {
    **SIZES, "attention_bias": BOTH, "attention_dropout": RATES, "head_dim": [None, 4, 6, 8], "hidden_act": ACTIVATIONS,
    "mlp_bias": BOTH, "num_key_value_heads": [1, 2, 4, None], "pretraining_tp": [1, 2], "rms_norm_eps": [1e-6, 1e-5, 1e-2],
    "rope_parameters": [None if each is None else {**each, "rope_theta": 500.0} for each in ROPES], "rope_scaling": ROPES,
    "rope_theta": [10000.0, 500.0, 100],
    # transformers 5 reads the following though no class names them.
    "layer_types": [None, ["full_attention", "full_attention"]], "use_bidirectional_attention": [None, *BOTH],
}  # fmt: skip
FIELDS = {
    "bert": {**COMMON, **ENCODER},
    "roberta": {**COMMON, **ENCODER},
    "deberta-v2": {
        **COMMON, **ENCODER, "attention_head_size": [4, 8], "cls_dropout": RATES, "conv_act": ["tanh", "gelu", "relu"],
        "conv_groups": [1, 2, 4], "conv_kernel_size": [0, 1, 3, 5, 4], "embedding_size": [16, 8], "legacy": BOTH,
        "max_relative_positions": [-1, 6, 12], "norm_rel_ebd": ["none", "layer_norm"], "pooler_dropout": RATES,
        "pooler_hidden_act": ["gelu", "tanh", "relu"], "pooler_hidden_size": [16, 8],
        "pos_att_type": [None, "p2c", "c2p", "c2p|p2c", "p2c | C2P", ["c2p"], ["p2c"], ["c2p", "p2p"]],
        "position_biased_input": BOTH, "position_buckets": [-1, 0, 2, 4, 7, 1], "relative_attention": BOTH,
        "share_att_key": BOTH, "type_vocab_size": [0, 2],
    },
    "llama": {**COMMON, **DECODER},
    "mistral": {**COMMON, **DECODER, "sliding_window": [None, 1, 3, 20]},
    "gemma": {**COMMON, **DECODER, "hidden_activation": [None, "gelu_pytorch_tanh", "gelu_new", "gelu", "relu"]},
    "qwen2": {**COMMON, **DECODER, "use_sliding_window": BOTH, "sliding_window": [None, 3, 20], "max_window_layers": [0, 1, 28]},
    "modernbert": {
        **COMMON, **SIZES, "attention_bias": BOTH, "attention_dropout": RATES, "classifier_activation": ACTIVATIONS,
        "classifier_bias": BOTH, "classifier_dropout": RATES, "classifier_pooling": ["cls", "mean"], "cls_token_id": [None, 1],
        "decoder_bias": BOTH, "deterministic_flash_attn": BOTH, "embedding_dropout": RATES,
        "global_attn_every_n_layers": [1, 2, 3, 5], "global_rope_theta": [160000.0, 500.0, 100], "head_dim": [None, 4, 8],
        "hidden_activation": ACTIVATIONS, "initializer_cutoff_factor": [2.0, 3.0], "layer_norm_eps": [1e-5],
        "layer_types": [None, ["full_attention", "sliding_attention"], ["sliding_attention", "full_attention", "sliding_attention"],
                        ["full_attention"] * 3],
        "local_attention": [0, 1, 2, 5, 6, 128], "local_rope_theta": [None, 10000.0, 500.0], "mlp_bias": BOTH, "mlp_dropout": RATES,
        "norm_bias": BOTH, "norm_eps": [1e-5, 1e-2], "partial_rotary_factor": [None, 0.5], "position_embedding_type": ["absolute"],
        "reference_compile": [None, False], "repad_logits_with_grad": BOTH,
        "rope_parameters": [None, {"full_attention": {"rope_theta": 500.0}}, {"sliding_attention": None},
                            *({"full_attention": {**each, "rope_theta": 500.0}, "sliding_attention": dict(each)} for each in ROPES[1:])],
        "rope_scaling": ROPES, "rope_theta": [500.0], "sliding_window": [None, 2], "sparse_pred_ignore_index": [-100, 0],
        "sparse_prediction": BOTH,
    },
    "llava": {
        **COMMON, "image_seq_length": [4, 3, 9], "image_token_id": [model_cases.IMAGE_TOKEN], "ignore_index": [-100],
        "image_token_index": [model_cases.IMAGE_TOKEN], "multimodal_projector_bias": BOTH, "projector_hidden_act": ACTIVATIONS,
        "vision_feature_layer": [-1, -2, 0, 1, 2], "vision_feature_select_strategy": ["default", "full"],
    },
    "clip_vision_model": {
        **COMMON, "attention_dropout": RATES, "hidden_act": ACTIVATIONS, "hidden_size": [8, 16], "image_size": [8, 10],
        "initializer_factor": [1.0, 2.0], "intermediate_size": [12, 16], "layer_norm_eps": [1e-5, 1e-2], "num_channels": [3],
        "num_attention_heads": [1, 2, 4], "num_hidden_layers": [1, 2, 3], "patch_size": [4, 5], "projection_dim": [8, 16],
    },
}  # fmt: skip
# Fields that hold other configurations, class-wide constants, and values that are no JSON.
NOT_DRAWN = {"text_config", "vision_config", "kwargs", "self", "model_type"}
# Read by releases of transformers that do not define them in a class of theirs (see the base classes).
ALWAYS_DEFINED = {"an_unknown_field", "is_causal", "layer_types", "num_labels", "temperature", "max_length", "do_sample", "top_k",
                  "torch_dtype", "image_token_id", "conv_act", "conv_groups", "conv_kernel_size", "norm_rel_ebd", "position_buckets",
                  "share_att_key", "cls_dropout", "embedding_size", "attention_head_size", "pooler_hidden_size"}  # fmt: skip


# Read by transformers 5 though its classes, which name what they have in its place, do not define them.
OLDER_FIELDS = {
    **dict.fromkeys(("llama", "mistral", "gemma", "qwen2"), {"rope_theta", "rope_scaling"}),
    "modernbert": {"global_attn_every_n_layers", "global_rope_theta", "head_dim", "layer_norm_eps", "local_rope_theta",
                   "partial_rotary_factor", "position_embedding_type", "reference_compile", "repad_logits_with_grad", "rope_scaling",
                   "rope_theta", "sliding_window"},
}  # fmt: skip


def defined_fields(family):
    """The fields that this release of transformers defines for a family."""
    config_class = transformers.CONFIG_MAPPING[family]
    if dataclasses.is_dataclass(config_class):
        return {field.name for field in dataclasses.fields(config_class)} | OLDER_FIELDS.get(family, set())
    return set(inspect.signature(config_class.__init__).parameters) | set(transformers.PretrainedConfig().__dict__)


def undrawn():
    """Fields that are defined and have no values above, private ones and those of decoding aside."""
    decoding = set(transformers.GenerationConfig().__dict__)
    for family, values in FIELDS.items():
        if family not in transformers.CONFIG_MAPPING:
            continue
        for name in sorted(defined_fields(family) - set(values) - NOT_DRAWN - decoding):
            if not name.startswith("_"):
                yield f"{family}: {name}"


def change(config, family, random_, most):
    """Changes up to so many fields of a configuration."""
    known = defined_fields(family) | ALWAYS_DEFINED
    names = [name for name in FIELDS[family] if name in known and not (name == "hidden_size" and family == "llava")]
    # Fields with an effect are drawn three times as often as the many without one.
    weights = [1 if name in COMMON else 3 for name in names]
    for name in random_.choices(names, weights, k=random_.randint(1, most)):
        config[name] = random_.choice(FIELDS[family][name])


def draw(random_, families):
    family = random_.choice([*families, *(["deberta-v2"] if "deberta-v2" in families else [])])
    config = json.loads(json.dumps({"model_type": family, **model_cases.BASES[family]}))
    if family == "llava":
        change(config, "llava", random_, 2)
        part, of = random_.choice([("text_config", "llama"), ("vision_config", "clip_vision_model")])
        change(config[part], of, random_, 2)
    else:
        change(config, family, random_, 4)
    return config, random_.choice(model_cases.HEADS[family])


def whole(family, head):
    """A configuration with every field that transformers writes, at its value."""
    small = {"model_type": family, **model_cases.BASES[family]}
    config_class = transformers.CONFIG_MAPPING[family]
    return json.loads(config_class.from_dict(json.loads(json.dumps(small))).to_json_string(use_diff=False)), head


def fill(pack, count, seed, families):
    """Whole ones, then draws until so many have a reference; gives how many transformers itself could not load."""
    random_, failed = random.Random(seed), collections.Counter()
    first = [whole(family, head) for family, head in model_cases.CLASSES if family in families]
    while len(pack.cases) < count:
        config, head = first.pop() if first else draw(random_, families)
        name = f"{len(pack.cases)}-{config['model_type']}-{head}"
        try:
            model = model_cases.build(config, head, seed=len(pack.cases))
            inputs = model_cases.make_inputs(model, config, seed=len(pack.cases))
            outputs = model_cases.reference(model, inputs)
            weights = model_cases.stored_weights(model)
        except Exception as error:  # noqa: BLE001: whatever it is, there is nothing to compare with
            failed[type(error).__name__] += 1
            continue
        pack.save_weights(f"{name}.safetensors", weights)
        pack.add(name, head, config, f"{name}.safetensors", "equal or refused", inputs=inputs, outputs=outputs)
    pack.write()
    return failed


def unknown_fields(stderr):
    """What Lamella warns of: only the field that no release defines may be among it."""
    return re.findall(r"Unknown fields? (.*?) in ", stderr)


def conform(folder):
    """One process for all; its cases, and the fields that it did not know."""
    command = ["node", str(ROOT / "packages/cli/bin/lamella.mjs"), "conform", "--json", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    try:
        return json.loads(run.stdout)["cases"], set(re.findall(r'"(\w+)"', "".join(unknown_fields(run.stderr))))
    except ValueError:
        sys.exit(f"Expected JSON from lamella conform, got: {run.stdout[:1000]}{run.stderr[-2000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--families", nargs="+", default=list(model_cases.HEADS), help="those alone, not all that there are")
    parser.add_argument("--keep", help="a folder that keeps the cases")
    options = parser.parse_args()
    missing = set(undrawn())
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(options.keep or place) / "drawn"
        pack = model_cases.Pack(folder)
        failed = fill(pack, options.count, options.seed, options.families)
        cases, strangers = conform(folder)
    configs = {case["name"]: case["config"] for case in pack.cases}
    verdicts, largest = {}, 0.0
    for case in cases:
        name = case["name"].split(",")[0]
        verdict = "different" if case["status"] != "holds" else "refused" if "error" not in case else "equal"
        if verdict == "different":
            print(f"DIFFERENT {case['name']}: {case['detail']} {case.get('error', '')}\n  {json.dumps(configs.get(name))}")
        else:
            largest = max(largest, case.get("error", 0.0))
        verdicts[name] = verdict if verdicts.get(name) in (None, "equal") else verdicts[name]
    counts = collections.Counter(verdicts.values())
    strangers -= {"an_unknown_field"}
    for field in sorted(strangers):
        print(f"UNKNOWN TO LAMELLA {field}")
    for field in sorted(missing):
        print(f"NOT DRAWN {field}")
    print(
        f"transformers {transformers.__version__}: {len(verdicts)} configurations (seed {options.seed}): {counts['equal']} equal "
        f"(largest difference {largest:.1e}), {counts['refused']} refused, {counts['different']} different; "
        f"{sum(failed.values())} more that transformers itself could not load"
    )
    return 0 if counts["different"] == 0 and len(verdicts) == options.count and not missing | strangers else 1


if __name__ == "__main__":
    sys.exit(main())
