import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAdapter, saveAdapter } from '@lamella/adapters';
import { readJsonFile } from '@lamella/files';
import { fromNewerName, type Model } from '@lamella/models';
import { z } from 'zod';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly, compareNumbers, type ValuePair } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { trajectoryJson } from '../formats.ts';
import { readAdapterTensors } from '../lora-weights.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { runLogits } from '../run-model.ts';
import { putResidual } from './pissa.ts';

/** An adapter that PEFT saved: what it computes once it is loaded. */
export function loadedAdapterCases(family: FamilyReference, name: string, mode: Mode): CaseOutcome[] {
  const { folder, reference, train, profile } = family;
  const adapter = adapterOf(family, name);
  if (adapter === null) return [];
  const rows = readReferenceRows(reference, '', family.images);
  const model = family.loadModel();
  try {
    putResidual(model, family, name);
    loadAdapter(join(folder, adapter), model);
    const pair = {
      label: 'logits_after',
      found: runLogits(model, rows.batch(0, rows.numRows), mode),
      expected: train.read(`${name}/logits_after`).data,
    };
    const options = { tolerance: profile.tolerances.logitsAfterTraining };
    return [compareNumbers(`${adapter}: logits of the loaded adapter, ${mode}`, [pair], options)];
  } finally {
    model.dispose();
  }
}

/** An adapter that PEFT saved, loaded and saved again: both files equal PEFT's. */
export async function savedAdapterCases(family: FamilyReference, name: string): Promise<CaseOutcome[]> {
  const adapter = adapterOf(family, name);
  if (adapter === null) return [];
  const original = join(family.folder, adapter);
  const copy = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  const model = family.loadModel();
  try {
    const adapted = loadAdapter(original, model);
    const { base_model_name_or_path: baseModel } = baseModelJson.parse(readConfig(original));
    await saveAdapter(copy, { model, adapted, baseModel });
    return [
      compareExactly('saved config', compareConfigs(original, copy, model)),
      ...compareTensors(original, copy),
    ].map((outcome) => ({ ...outcome, name: `${adapter}: ${outcome.name}` }));
  } finally {
    model.dispose();
    rmSync(copy, { recursive: true });
  }
}

function adapterOf({ train }: FamilyReference, name: string): string | null {
  return trajectoryJson.parse(train.json[name]).adapter;
}

const baseModelJson = z.object({ base_model_name_or_path: z.string() });
const configJson = z.record(z.string(), z.unknown());

function readConfig(folder: string): Readonly<Record<string, unknown>> {
  return configJson.parse(readJsonFile(join(folder, 'adapter_config.json')));
}

function compareConfigs(original: string, copy: string, model: Model): ValuePair[] {
  const [expected, found] = [readConfig(original), readConfig(copy)];
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])].map((label) => ({
    label,
    found: meaning(label, found[label], model),
    expected: meaning(label, expected[label], model),
  }));
}

/** PEFT keeps target names as sets; a module that transformers has renamed is written by both of its names. */
function meaning(field: string, value: unknown, model: Model): unknown {
  if (field !== 'target_modules' || !Array.isArray(value)) return value;
  return [...new Set(value.map((name) => fromNewerName(model, String(name))))].sort();
}

/** Names, shapes and values, to the last bit. */
function compareTensors(original: string, copy: string): CaseOutcome[] {
  const [expected, found] = [readAdapterTensors(original), readAdapterTensors(copy)];
  const shapes = (tensors: typeof expected): Record<string, readonly number[]> =>
    Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
  const pairs = [...expected].map(([label, { data }]) => ({
    label,
    found: found.get(label)?.data ?? [],
    expected: data,
  }));
  return [
    compareExactly('saved shapes', [{ label: 'shapes', found: shapes(found), expected: shapes(expected) }]),
    compareNumbers('saved tensors', pairs, { tolerance: 0 }),
  ];
}
