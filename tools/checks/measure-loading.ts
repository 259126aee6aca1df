/**
 * Measures the memory that loading takes: a made-up LLaMA in shards of bfloat16 is loaded in a process of its own, and the
 * growth of its peak is compared with the size of the weights in float32, as they are used. Ends with status 1 if it is more
 * than 1.25 times as much.
 *
 *     node --import tsx tools/checks/measure-loading.ts [MEGABYTES OF FLOAT32, 500 if left out]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peakMemoryBytes, resetPeakMemory } from '@lamella/core';
import { tf } from '@lamella/engine';
import { type HostTensor, sizeOf, writeSafetensors } from '@lamella/files';
import { loadModel } from '@lamella/models';

const MEGABYTE = 1e6;
const LIMIT = 1.25;
const HIDDEN = 1024;
const INTERMEDIATE = 2816;
const VOCABULARY = 16_000;
const TENSORS_PER_SHARD = 20;

const LAYER_SHAPES = {
  'input_layernorm.weight': [HIDDEN],
  'self_attn.q_proj.weight': [HIDDEN, HIDDEN],
  'self_attn.k_proj.weight': [HIDDEN, HIDDEN],
  'self_attn.v_proj.weight': [HIDDEN, HIDDEN],
  'self_attn.o_proj.weight': [HIDDEN, HIDDEN],
  'post_attention_layernorm.weight': [HIDDEN],
  'mlp.gate_proj.weight': [INTERMEDIATE, HIDDEN],
  'mlp.up_proj.weight': [INTERMEDIATE, HIDDEN],
  'mlp.down_proj.weight': [HIDDEN, INTERMEDIATE],
};

function shapesOf(numLayers: number): [name: string, shape: readonly number[]][] {
  const layers = Array.from({ length: numLayers }, (_, layer) =>
    Object.entries(LAYER_SHAPES).map(([name, shape]): [string, readonly number[]] => [
      `model.layers.${layer}.${name}`,
      shape,
    ]),
  );
  return [
    ['model.embed_tokens.weight', [VOCABULARY, HIDDEN]],
    ...layers.flat(),
    ['model.norm.weight', [HIDDEN]],
    ['lm_head.weight', [VOCABULARY, HIDDEN]],
  ];
}

const numElements = (shapes: readonly (readonly [string, readonly number[]])[]): number =>
  shapes.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);

/** Writes the checkpoint. @returns bytes of its weights in float32 */
async function writeCheckpoint(folder: string, megabytes: number): Promise<number> {
  const perLayer = 4 * numElements(Object.entries(LAYER_SHAPES));
  const rest = 4 * numElements(shapesOf(0));
  const numLayers = Math.max(1, Math.round((megabytes * MEGABYTE - rest) / perLayer));
  const shapes = shapesOf(numLayers);
  const weightMap: Record<string, string> = {};
  for (let begin = 0; begin < shapes.length; begin += TENSORS_PER_SHARD) {
    const file = `model-${begin}.safetensors`;
    const shard = shapes.slice(begin, begin + TENSORS_PER_SHARD);
    for (const [name] of shard) weightMap[name] = file;
    // 0x3c3c is the bfloat16 0.0115.
    const tensors = shard.map(([name, shape]): [string, HostTensor] => [
      name,
      { dtype: 'bfloat16', shape, bytes: new Uint8Array(2 * sizeOf(shape)).fill(0x3c) },
    ]);
    await writeSafetensors(join(folder, file), new Map(tensors));
  }
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  const config = {
    model_type: 'llama',
    hidden_size: HIDDEN,
    intermediate_size: INTERMEDIATE,
    num_hidden_layers: numLayers,
    num_attention_heads: 16,
    vocab_size: VOCABULARY,
    max_position_embeddings: 512,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return 4 * numElements(shapes);
}

/** Growth of this process's peak while a model is loaded, in bytes. */
function measure(folder: string): number {
  tf.tidy(() => tf.add(tf.zeros([1]), 1).dataSync()); // the engine's own memory is not counted
  resetPeakMemory();
  const before = process.memoryUsage.rss();
  const model = loadModel(folder, { head: 'causal-lm' });
  const growth = peakMemoryBytes() - before;
  model.dispose();
  return growth;
}

const [first = '500', folder = ''] = process.argv.slice(2);
if (first === 'measure') {
  console.log(measure(folder));
} else {
  const made = mkdtempSync(join(tmpdir(), 'lamella-loading-'));
  try {
    const bytes = await writeCheckpoint(made, Number(first));
    const script = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, ['--import', 'tsx', script, 'measure', made], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(`Expected the model to load, got status ${child.status}`);
    const growth = Number(child.stdout);
    const ratio = growth / bytes;
    const verdict = ratio <= LIMIT ? 'ok' : `more than ${LIMIT}`;
    console.log(
      `weights ${(bytes / MEGABYTE).toFixed(0)} MB in float32, peak grew by ${(growth / MEGABYTE).toFixed(0)} MB: ${ratio.toFixed(2)} times, ${verdict}`,
    );
    process.exitCode = ratio <= LIMIT ? 0 : 1;
  } finally {
    rmSync(made, { recursive: true });
  }
}
