import { dirname, join } from 'node:path';
import { loadAdapter } from '@lamella/adapters';
import { UserError } from '@lamella/core';
import type { Batch } from '@lamella/datasets';
import { readJsonFile, readSafetensors, toFloat32 } from '@lamella/files';
import { type HeadKind, loadModel } from '@lamella/models';
import { z } from 'zod';
import { type CaseOutcome, failedCase } from '../case-result.ts';
import { compareNumbers } from '../compare.ts';
import { referenceJson } from '../formats.ts';
import { ReferenceFile } from '../reference-file.ts';
import { readImages } from '../reference-images.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { runForward } from '../run-model.ts';

/** As for the logits of trained decoders: see fixtures/README.md. */
const TOLERANCE = 3e-4;

const common = { name: z.string(), base: z.string(), head: z.enum(['classification', 'causal-lm']) };
const casesJson = z.object({
  cases: z.array(
    z.discriminatedUnion('expected', [
      z.object({ ...common, expected: z.literal('equal') }),
      /** Words that the refusal has to name. */
      z.object({ ...common, expected: z.literal('refused'), names: z.string() }),
    ]),
  ),
});

type AdapterCase = z.infer<typeof casesJson>['cases'][number];

/** Adapters beside their cases: each gives PEFT's logits, or is refused with the field's name. */
export function* adapterCases(folder: string): Generator<CaseOutcome> {
  const { cases } = casesJson.parse(readJsonFile(join(folder, 'adapter_cases.json')));
  const expected = readSafetensors(join(folder, 'adapter_cases.safetensors'));
  try {
    for (const each of cases) {
      try {
        yield each.expected === 'refused'
          ? judgeRefusal(each, folder)
          : compareNumbers(
              `${each.name}: equal`,
              [
                {
                  label: 'logits',
                  found: adaptedLogits(each, folder),
                  expected: toFloat32(expected.read(each.name)),
                },
              ],
              { tolerance: TOLERANCE },
            );
      } catch (error) {
        yield failedCase(`${each.name}: ${each.expected}`, error);
      }
    }
  } finally {
    expected.close();
  }
}

function judgeRefusal(adapterCase: AdapterCase & { readonly names: string }, folder: string): CaseOutcome {
  const name = `${adapterCase.name}: refused`;
  try {
    adaptedLogits(adapterCase, folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isNamed = error.message.includes(adapterCase.names);
    const detail = isNamed ? adapterCase.names : `${adapterCase.names} is not named: ${error.message}`;
    return { name, status: isNamed ? 'holds' : 'fails', detail };
  }
  return { name, status: 'fails', detail: `${adapterCase.names} was passed over` };
}

/** Logits on the base's reference batch: of a classifier, or at each row's last real token. */
function adaptedLogits(
  { name, base, head }: { readonly name: string; readonly base: string; readonly head: HeadKind },
  folder: string,
): Float32Array {
  const baseFolder = join(dirname(dirname(folder)), base);
  const reference = new ReferenceFile(baseFolder, 'reference', referenceJson);
  const rows = readReferenceRows(reference, '', readImages(baseFolder, reference));
  const model = loadModel(baseFolder, { head });
  try {
    loadAdapter(join(folder, name), model);
    const batch = rows.batch(0, rows.numRows);
    const { logits = new Float32Array() } = runForward(model, batch, 'eager');
    return head === 'classification' ? logits : atLastTokens(logits, batch);
  } finally {
    model.dispose();
    reference.close();
  }
}

/** [B, T, V] to [B, V]. */
function atLastTokens(logits: Float32Array, { size, length, attentionMask }: Batch): Float32Array {
  const vocabulary = logits.length / size / length;
  const rows = Array.from({ length: size }, (_, row) => {
    const last = attentionMask.subarray(row * length, (row + 1) * length).lastIndexOf(1);
    return logits.subarray((row * length + last) * vocabulary, (row * length + last + 1) * vocabulary);
  });
  return Float32Array.from(rows.flatMap((each) => [...each]));
}
