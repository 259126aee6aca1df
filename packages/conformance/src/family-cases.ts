import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { type FamilyRecord, findFamily } from '@lamella/models/families';
import { z } from 'zod';
import { type CaseOutcome, failedCase, unsupportedCase } from './case-result.ts';
import { loadedAdapterCases, savedAdapterCases } from './cases/adapter-files.ts';
import { type FisherCase, fisherCases, fisherLoopCases } from './cases/fisher.ts';
import { forwardCases } from './cases/forward.ts';
import { generationCases } from './cases/generation.ts';
import { imageCases } from './cases/images.ts';
import { hasResidual, pissaCases, pissaLogitsCases } from './cases/pissa.ts';
import { randomLoraCases } from './cases/random-lora.ts';
import { representationCases } from './cases/representations.ts';
import { storedCkaCases } from './cases/stored-cka.ts';
import { referenceTextCases, tokenizerCases } from './cases/tokenizer.ts';
import { trajectoryCases } from './cases/trajectory.ts';
import {
  describeFamily,
  type FamilyProfile,
  type FamilyReference,
  type Mode,
  MODES,
  openFamily,
} from './family-reference.ts';
import { DECODER_TOLERANCES, ENCODER_TOLERANCES } from './tolerances.ts';
import { findTrainingSections, type TrainingSection } from './training-sections.ts';

/** The reference format's profile of each kind of family. */
const PROFILES: Readonly<Record<FamilyRecord['kind'], FamilyProfile>> = {
  encoder: { head: 'classification', position: 'cls', tolerances: ENCODER_TOLERANCES },
  decoder: { head: 'causal-lm', position: 'last', tolerances: DECODER_TOLERANCES },
};

/** Some cases of a family under the name that stands for them if they can't be run to their end. */
interface CaseGroup {
  readonly name: string;
  run(): readonly CaseOutcome[] | Promise<readonly CaseOutcome[]>;
}

/** The cases that need the model, by what they are about. */
const MODEL_CASES: Readonly<Record<string, (family: FamilyReference) => CaseGroup[]>> = {
  images: (family) => [{ name: 'images', run: () => imageCases(family) }],
  'reference texts': (family) => [{ name: 'reference texts', run: () => referenceTextCases(family) }],
  'forward pass and gradients': (family) =>
    inModes('forward pass and gradients', (mode) => forwardCases(family, mode)),
  'adapters and training': (family) =>
    findTrainingSections(family).flatMap((section) => trainingGroups(family, section)),
  'representations and CKA': (family) => [
    ...inModes('representations', (mode) => representationCases(family, mode)),
    { name: 'stored representations', run: () => storedCkaCases(family) },
  ],
  'Fisher information': fisherGroups,
};

/** Cases of parts of reference.json that only some families have. */
const SECTION_CASES: Readonly<Record<string, (family: FamilyReference) => CaseGroup[]>> = {
  generation: (family) => inModes('generation', (mode) => generationCases(family, mode)),
};

/** Runs all cases of a family's folder; whatever of it is not checked is told. */
export async function* familyCases(folder: string): AsyncGenerator<CaseOutcome> {
  yield* guarded([{ name: 'tokenizer', run: () => tokenizerCases(folder) }]);
  const { architecture } = describeFamily(folder);
  const record = findFamily(architecture);
  const profile = record && PROFILES[record.kind];
  const sections = otherSections(folder);
  if (profile === undefined) {
    yield* sections.map((section) => unsupportedCase(section, NO_CASES));
    const names = Object.keys(MODEL_CASES).filter((name) => name !== 'images' || readsImages(folder));
    for (const name of names)
      yield unsupportedCase(name, `models of the architecture ${architecture} are not supported yet`);
    return;
  }
  const family = openFamily(folder, profile);
  try {
    for (const section of sections) {
      const groups = SECTION_CASES[section];
      if (groups === undefined) yield unsupportedCase(section, NO_CASES);
      else yield* guarded(groups(family));
    }
    for (const groups of Object.values(MODEL_CASES)) yield* guarded(groups(family));
    yield* unseenTensors(family);
  } finally {
    family.close();
  }
}

function readsImages(folder: string): boolean {
  return existsSync(join(folder, 'preprocessor_config.json'));
}

/** The parts of reference.json that say where it comes from or are read by cases. */
const KNOWN_SECTIONS = [
  'f32_vs_f64',
  'family',
  'seed',
  'profile',
  'checkpoint_storage',
  'num_layers',
  'versions',
  'reference',
];

const NO_CASES = 'there are no cases for this yet';

/** The other parts of reference.json, such as the generated texts of decoders. */
function otherSections(folder: string): string[] {
  const path = join(folder, 'reference.json');
  const sections = existsSync(path) ? Object.keys(z.looseObject({}).parse(readJsonFile(path))) : [];
  return sections.filter((section) => !KNOWN_SECTIONS.includes(section));
}

/** Runs groups of cases; what one of them throws is a failure of its own. */
async function* guarded(groups: readonly CaseGroup[]): AsyncGenerator<CaseOutcome> {
  for (const { name, run } of groups) {
    try {
      yield* await run();
    } catch (error) {
      yield failedCase(name, error);
    }
  }
}

function inModes(name: string, run: (mode: Mode) => ReturnType<CaseGroup['run']>): CaseGroup[] {
  return MODES.map((mode) => ({ name: `${name}, ${mode}`, run: () => run(mode) }));
}

function trainingGroups(family: FamilyReference, { name, kind, reason }: TrainingSection): CaseGroup[] {
  switch (kind) {
    case 'unsupported':
      return [{ name, run: () => [unsupportedCase(name, reason ?? '')] }];
    case 'random adapter':
      return inModes(name, (mode) => randomLoraCases(family, name, mode));
    case 'trajectory':
      return [
        ...pissaGroups(family, name),
        ...inModes(name, (mode) => trajectoryCases(family, name, mode)),
        ...inModes(`${name}: loaded adapter`, (mode) => loadedAdapterCases(family, name, mode)),
        { name: `${name}: saved adapter`, run: () => savedAdapterCases(family, name) },
      ];
  }
}

/** The cases of PiSSA's start, for a run that trains it. */
function pissaGroups(family: FamilyReference, name: string): CaseGroup[] {
  if (!hasResidual(family, name)) return [];
  return [
    { name: `${name}: start`, run: () => pissaCases(family, name) },
    ...inModes(`${name}: logits at the start`, (mode) => pissaLogitsCases(family, name, mode)),
  ];
}

/** The forms of Fisher information, by their keys in the file. */
const FISHER_CASES: Readonly<Record<string, FisherCase>> = {
  W_mean: { of: 'W', reduction: 'mean' },
  W_sum: { of: 'W', reduction: 'sum' },
  B_mean: { of: 'B', reduction: 'mean' },
  B_sum: { of: 'B', reduction: 'sum' },
};

function fisherGroups(family: FamilyReference): CaseGroup[] {
  const keys = Object.keys(family.importance.json.fisher).filter((key) => /^[A-Z]+_/.test(key));
  return keys.flatMap((key) => {
    const name = `Fisher ${key}`;
    const fisherCase = FISHER_CASES[key];
    if (fisherCase !== undefined)
      return [
        ...inModes(name, (mode) => fisherCases(family, fisherCase, mode)),
        { name: `${name} by the loop`, run: () => fisherLoopCases(family, fisherCase) },
      ];
    return [{ name, run: () => [unsupportedCase(name, 'this form is not supported yet')] }];
  });
}

/** Tensors that no case has read: the reference holds more than is checked. */
function unseenTensors(family: FamilyReference): CaseOutcome[] {
  return (['reference', 'train', 'importance'] as const).flatMap((file) => {
    const unseen = family[file].unseen();
    if (unseen.length === 0) return [];
    const some = unseen.slice(0, 5).join(', ');
    return [unsupportedCase(`${file}.safetensors`, `${unseen.length} tensors are not checked: ${some} …`)];
  });
}
