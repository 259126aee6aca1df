import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { loadModel, type Model } from '@lamella/models';
import { type CaseOutcome, failedCase } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import { MODES, type Mode } from '../family-reference.ts';
import { type ModelCase, type ModelCasesJson, modelCasesJson } from '../formats.ts';
import { ReferenceFile } from '../reference-file.ts';
import { readImages } from '../reference-images.ts';
import { readReferenceRows, type ReferenceImages } from '../reference-rows.ts';
import { runForward } from '../run-model.ts';
import { DECODER_TOLERANCES, ENCODER_TOLERANCES } from '../tolerances.ts';

/**
 * Models whose config.json asks for something: each gives transformers' hidden states and logits, or is refused with the name
 * of what it asks for, as the reference says.
 *
 * @param folder with `cases.json`, `cases.safetensors`, and the weights that cases name
 */
export function* modelConfigCases(folder: string): Generator<CaseOutcome> {
  const file = new ReferenceFile(folder, 'cases', modelCasesJson);
  try {
    for (const each of file.json.cases) yield* runCase(each, file, folder);
  } finally {
    file.close();
  }
}

function* runCase(
  each: ModelCase,
  file: ReferenceFile<ModelCasesJson>,
  folder: string,
): Generator<CaseOutcome> {
  const place = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  try {
    writeFileSync(join(place, 'config.json'), JSON.stringify(each.config));
    linkSync(join(folder, each.weights), join(place, 'model.safetensors'));
    const model = loadModel(place, { head: each.head });
    try {
      const images = readImages(place, file, `${each.name}/`);
      yield* MODES.map((mode) => compareWithReference(each, { file, images, model, mode }));
    } finally {
      model.dispose();
    }
  } catch (error) {
    yield judgeRefusal(each, error);
  } finally {
    rmSync(place, { recursive: true });
  }
}

function judgeRefusal({ name, verdict, names }: ModelCase, error: unknown): CaseOutcome {
  if (!(error instanceof UserError) || verdict === 'equal') return failedCase(name, error);
  const missing = names.filter((field) => !error.message.includes(`"${field}"`));
  if (missing.length > 0)
    return failedCase(name, `expected a message that names ${missing.join(', ')}, got: ${error.message}`);
  return { name, status: 'holds', detail: `refused: ${error.message}` };
}

function compareWithReference(
  { name, head, verdict }: ModelCase,
  {
    file,
    images,
    model,
    mode,
  }: {
    readonly file: ReferenceFile<ModelCasesJson>;
    readonly images: ReferenceImages | undefined;
    readonly model: Model;
    readonly mode: Mode;
  },
): CaseOutcome {
  const label = `${name}, ${mode}`;
  if (verdict === 'refused') return failedCase(label, 'expected to be refused, was loaded');
  const rows = readReferenceRows(file, `${name}/`, images);
  const batch = rows.batch(0, rows.numRows);
  const found = runForward(model, batch, mode);
  const pairs = ['logits', ...file.names(`${name}/hidden_`).map((l) => `hidden_${l}`)].map(
    (what): NumberPair => {
      const { shape, data } = file.read(`${name}/${what}`);
      const isCompared = (i: number): boolean =>
        shape.length < 3 || batch.attentionMask[Math.floor(i / (shape[2] ?? 1))] === 1;
      return { label: what, found: found[what] ?? [], expected: data, isCompared };
    },
  );
  const { hiddenStates: tolerance } = head === 'causal-lm' ? DECODER_TOLERANCES : ENCODER_TOLERANCES;
  return compareNumbers(label, pairs, { tolerance });
}
