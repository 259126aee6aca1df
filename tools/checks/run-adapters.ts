/**
 * Loads and makes adapters, for a comparison with PEFT (compare_adapters.py):
 *
 *     node --import tsx tools/checks/run-adapters.ts JOBS RESULTS
 *
 * JOBS is a JSON file with a list of bases: {base, head, load: [folder, ...], make: {folder: LoRA's settings, ...}}. Every
 * adapter of `load` is put on its base, every one of `make` is made, moved away from its start and saved. RESULTS gets, by
 * folder, the logits on the base's reference batch (of classifiers, or at each row's last token), or why there are none.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptModel, loadAdapter, type LoraConfig, saveAdapter } from '@lamella/adapters';
import { listenToWarnings, packImages, splitImages, UserError } from '@lamella/core';
import { Dropout, tf } from '@lamella/engine';
import { type HostTensor, readSafetensors, toFloat32, toInt32 } from '@lamella/files';
import { type HeadKind, loadModel, type Model, type ModelInputs, placeImages } from '@lamella/models';

interface Job {
  readonly base: string;
  readonly head: HeadKind;
  readonly load: readonly string[];
  readonly make: Readonly<Record<string, LoraConfig>>;
}

interface Result {
  readonly logits?: readonly number[];
  readonly refused?: string;
  readonly crashed?: string;
  readonly warnings?: readonly string[];
}

const [jobsFile = '', resultsFile = ''] = process.argv.slice(2);
const results: Record<string, Result> = {};
for (const job of JSON.parse(readFileSync(jobsFile, 'utf8')) as readonly Job[]) {
  for (const folder of job.load)
    results[folder] = await run(job, (model) => Promise.resolve(void loadAdapter(folder, model)));
  for (const [folder, config] of Object.entries(job.make))
    results[folder] = await run(job, (model) => make(folder, { job, model, config }));
}
writeFileSync(resultsFile, JSON.stringify(results));

async function run({ base, head }: Job, prepare: (model: Model) => Promise<void>): Promise<Result> {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  const model = loadModel(base, { head });
  try {
    await prepare(model);
    return { logits: lastLogits(model, readInputs(base, model)), warnings };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof UserError ? { refused: message } : { crashed: message };
  } finally {
    model.dispose();
    stop();
  }
}

async function make(
  folder: string,
  { job, model, config }: { readonly job: Job; readonly model: Model; readonly config: LoraConfig },
): Promise<void> {
  const adapted = adaptModel(model, config);
  for (const [i, parameter] of adapted.trainable.entries())
    tf.tidy(() =>
      parameter.assign(
        tf.add(parameter.value(), tf.randomNormal([...parameter.shape], 0, 0.05, 'float32', i + 1)),
      ),
    );
  await saveAdapter(folder, { model, adapted, baseModel: job.base });
}

function readInputs(base: string, model: Model): ModelInputs {
  const file = readSafetensors(join(base, 'reference.safetensors'));
  const ids = file.read('input_ids');
  const integers = (stored: HostTensor): tf.Tensor => tf.tensor(toInt32(stored), [...stored.shape], 'int32');
  const inputIds = integers(ids);
  return {
    inputIds,
    attentionMask: integers(file.read('attention_mask')),
    tokenTypeIds: file.tensors.has('token_type_ids')
      ? integers(file.read('token_type_ids'))
      : tf.zerosLike(inputIds),
    ...(file.tensors.has('pixel_values') && showImages(toInt32(ids), file.read('pixel_values'), model)),
  };
}

/** Each row shows the image of its number. */
function showImages(
  ids: Int32Array,
  pixels: HostTensor,
  { config: { imageTokens } }: Model,
): Partial<ModelInputs> {
  if (imageTokens === undefined) return {};
  const images = splitImages(toFloat32(pixels), pixels.shape);
  const length = ids.length / images.length;
  const rows = images.map((image, row) => ({
    images: placeImages(ids.subarray(row * length, (row + 1) * length), [image], imageTokens),
    offset: 0,
  }));
  const packed = packImages(rows, length);
  return packed === undefined
    ? {}
    : {
        pixelValues: tf.tensor(packed.pixelValues, [...packed.shape]),
        imagePlaces: tf.tensor(packed.places, [images.length, length], 'int32'),
      };
}

function lastLogits(model: Model, inputs: ModelInputs): number[] {
  const last = tf.tidy(() => {
    const { logits } = model.forward(inputs, new Dropout());
    if (logits.shape.length === 2) return logits;
    const positions = tf.range(0, inputs.attentionMask.shape[1] ?? 0, 1, 'int32');
    const ends = tf.max(tf.mul(inputs.attentionMask, positions), 1);
    return tf.sum(tf.mul(logits, tf.expandDims(tf.oneHot(ends.toInt(), positions.size), 2)), 1);
  });
  const values = [...last.dataSync<'float32'>()];
  last.dispose();
  return values;
}
