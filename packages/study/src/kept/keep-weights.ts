import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER_FILES, type AdaptedModel, isPlaced, saveAdapter } from '@lamella/adapters';
import { warn } from '@lamella/core';
import { moveToFreeName, replaceFolder, writeFileAtomically } from '@lamella/files';
import { copyCompanions, isCompanion, type Model, saveModel } from '@lamella/models';
import { MODEL_CARD } from './kept-record.ts';
import { modelCard, notesOf, type Told } from './notes.ts';

/** Trained weights, and the folder that they go to. */
export interface WeightsToKeep {
  readonly folder: string;
  /** The base model's own, with its tokenizer. */
  readonly modelFolder: string;
  readonly model: Model;
  readonly adapted: AdaptedModel;
  readonly told: Told;
}

/**
 * Writes trained weights whole or not at all: an adapter in PEFT's format, or of other tunings the model as transformers has it,
 * with its tokenizer. An adapter's folder has no tokenizer: it is the base's, and PEFT until 0.13 would cut the base's
 * embeddings to the tokens of one that lies there. What is in the folder that is not Lamella's is set aside with it.
 */
export async function keepWeights(weights: WeightsToKeep): Promise<void> {
  const { folder, model, adapted, told } = weights;
  await clearPlace(folder);
  if (isPlaced(adapted.config)) {
    const { name, revision } = told.base;
    const replaces = namesIn(folder);
    await saveAdapter(folder, { model, adapted, baseModel: name, revision, notes: notesOf(told), replaces });
  } else await writeModel(weights);
}

/** Tells the scores in the model card of weights that are kept already. */
export async function finishKept({ folder, told }: WeightsToKeep): Promise<void> {
  await writeFileAtomically(join(folder, MODEL_CARD), modelCard(told));
}

async function clearPlace(folder: string): Promise<void> {
  const foreign = namesIn(folder).filter((name) => !isKnown(name));
  if (foreign.length === 0) return;
  const aside = await moveToFreeName(folder, 'former');
  warn(`${folder} held ${foreign.join(', ')}, which is not Lamella's: it is kept as ${aside}.`);
}

function isKnown(name: string): boolean {
  return (
    ADAPTER_FILES.includes(name) ||
    name === 'config.json' ||
    name === 'model.safetensors' ||
    isCompanion(name)
  );
}

async function writeModel({ folder, modelFolder, model, told }: WeightsToKeep): Promise<void> {
  await replaceFolder(folder, {
    write: async (to) => {
      await saveModel(model, to, { labels: told.note.labels });
      await copyCompanions(modelFolder, to);
      for (const [name, text] of Object.entries(notesOf(told)))
        await writeFileAtomically(join(to, name), text);
    },
  });
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
