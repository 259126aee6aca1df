import { adaptModel, type LoraConfig, mergeAdapters } from '@lamella/adapters';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { randomLoraJson } from '../formats.ts';
import { assignWeights, ownName } from '../lora-weights.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { runBackward, runLogits } from '../run-model.ts';

/** An adapter with random B on the reference batch: logits, loss, gradients, and logits after merging. */
export function randomLoraCases(family: FamilyReference, name: string, mode: Mode): CaseOutcome[] {
  const { train, kind, profile } = family;
  const rows = readReferenceRows(family.reference, '', family.images);
  const batch = rows.batch(0, rows.numRows);
  const model = family.loadModel();
  try {
    const adapted = adaptModel(model, readConfig(family, name));
    const parameters = adapted.trainable;
    assignWeights(parameters, train, `${name}/adapter/`);
    const logits = runLogits(model, batch, mode);
    const { loss, gradients } = runBackward({ model, kind, parameters }, batch, mode);
    mergeAdapters(model, adapted);
    const merged = runLogits(model, batch, mode);

    const compare = (what: string, found: readonly (readonly [string, ArrayLike<number>])[]): CaseOutcome =>
      compareNumbers(
        `${name}: ${what}, ${mode}`,
        found.map(([label, value]) => ({
          label,
          found: value,
          expected: train.read(`${name}/${label}`).data,
        })),
        { tolerance: profile.tolerances.randomAdapter },
      );
    const gradientNames = train.names(`${name}/grad/`);
    return [
      compare('logits', [['logits', logits]]),
      compare('loss', [['loss', [loss]]]),
      compare(
        'gradients',
        gradientNames.map((label) => [`grad/${label}`, gradients.get(ownName(label)) ?? []]),
      ),
      compare('logits after merging', [['logits_merged', merged]]),
    ];
  } finally {
    model.dispose();
  }
}

/** The random DoRA has the settings of the random LoRA beside it. */
function readConfig({ train }: FamilyReference, name: string): LoraConfig {
  const {
    r: rank,
    alpha,
    layers,
    targets,
  } = randomLoraJson.parse(train.json[name] ?? train.json['lora_random']);
  const useDora = train.names(`${name}/adapter/`).some((tensor) => tensor.endsWith('.lora_magnitude_vector'));
  return { kind: 'lora', layers, targets, rank, alpha, useDora, dropout: 0, seed: 0 };
}
