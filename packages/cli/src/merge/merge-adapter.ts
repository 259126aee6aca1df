import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeAdapter, loadAdapter, measureMerge, mergeAdapters } from '@lamella/adapters';
import { formatTask, TASK_FILE, warnOfOtherBase } from '@lamella/adapters/notes';
import { UserError } from '@lamella/core';
import { tf } from '@lamella/engine';
import { encodeExamples, type Example, makeBatches, readTextsFile } from '@lamella/datasets';
import { writeFileAtomically } from '@lamella/files';
import { copyCompanions, loadModel, loadTokenizer, resolveModelFolder, saveModel } from '@lamella/models';
import { toTextInputs } from '@lamella/training';

/** The request of `lamella merge`. */
export interface MergeRequest {
  /** The base: an embedded model, a folder or a hub id. */
  readonly model: string;
  /** A folder as PEFT or Lamella saves an adapter. */
  readonly adapter: string;
  /** Where the merged model goes. */
  readonly output: string;
  /** Texts that logits are compared on; a few of our own if left out. */
  readonly texts?: string;
  /** Whether an output folder that is not empty is written into. @default false */
  readonly overwrite?: boolean;
}

/** The report of `lamella merge`. */
export interface MergeReport {
  /** The largest difference of two logits before and after merging. */
  readonly largestGap: number;
  readonly numTexts: number;
}

const MAX_LENGTH = 128;

const OWN_TEXTS: readonly Example[] = [
  'The ship left the harbour before dawn.',
  'Nobody had told her that the bridge was closed, so she took the longer way along the river.',
  'Is 17 a prime number? Yes: only 1 and 17 divide it.',
].map((text, id) => ({ id, text, label: 0 }));

/**
 * Merges an adapter into its base model and writes the result as a Hugging Face folder with the base's tokenizer, chat template,
 * generation settings and, of a model that reads images, processors; a classifier keeps the names of its classes. What the merge changes in the logits is measured before
 * it is kept.
 *
 * @throws {UserError} if the output folder is not empty and is not to be overwritten
 */
export async function mergeAdapter({
  model: source,
  adapter,
  output,
  texts,
  overwrite = false,
}: MergeRequest): Promise<MergeReport> {
  if (!overwrite) requireEmpty(output);
  const { head, numLabels, task } = describeAdapter(adapter);
  warnOfOtherBase(task, undefined);
  const folder = await resolveModelFolder(source);
  const model = loadModel(folder, { head, ...(numLabels !== undefined && { numLabels }) });
  try {
    const adapted = loadAdapter(adapter, model);
    const examples = texts === undefined ? OWN_TEXTS : readTextsFile(texts);
    const tokenizer = loadTokenizer(folder);
    const encoded = await encodeExamples(examples, tokenizer, { maxLength: MAX_LENGTH });
    const batches = [
      ...makeBatches(encoded, { batchSize: Math.min(8, encoded.length), padId: tokenizer.padId }),
    ];
    const inputs = batches.map((batch) => toTextInputs(batch));
    const largestGap = measureMerge(model, adapted, inputs);
    tf.dispose(inputs.map((tensors) => Object.values(tensors)));
    await saveModel(mergeAdapters(model, adapted), output, { labels: task?.labels });
    await copyCompanions(folder, output);
    if (task !== undefined) await writeFileAtomically(join(output, TASK_FILE), formatTask(task));
    return { largestGap, numTexts: examples.length };
  } finally {
    model.dispose();
  }
}

function requireEmpty(folder: string): void {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  if (found.length === 0) return;
  throw new UserError(
    `Expected an empty or new folder for the merged model, got ${folder} with ${found.toSorted().slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}. Add --overwrite to write into it.`,
    { exitCode: 2 },
  );
}
