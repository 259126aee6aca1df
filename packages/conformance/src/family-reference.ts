import { basename, join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { type HeadKind, loadModel, type Model } from '@lamella/models';
import type { Pooling, TaskKind } from '@lamella/training';
import { z } from 'zod';
import {
  type ImportanceJson,
  importanceJson,
  type ReferenceJson,
  referenceJson,
  type TrainJson,
  trainJson,
} from './formats.ts';
import { ReferenceFile } from './reference-file.ts';
import { readImages } from './reference-images.ts';
import type { ReferenceImages } from './reference-rows.ts';
import type { Tolerances } from './tolerances.ts';

/** How a step is run: recorded once and replayed, or op by op. */
export const MODES = ['compiled', 'eager'] as const;
export type Mode = (typeof MODES)[number];

/** The traits of one kind of model in the reference format. */
export interface FamilyProfile {
  readonly head: HeadKind;
  /** The pooling that the reference calls a row's `position`. */
  readonly position: Pooling;
  readonly tolerances: Tolerances;
}

/** The three pairs of files of a family's folder. */
export interface FamilyFiles {
  readonly reference: ReferenceFile<ReferenceJson>;
  readonly train: ReferenceFile<TrainJson>;
  readonly importance: ReferenceFile<ImportanceJson>;
}

/** A family's folder, open for its cases. */
export interface FamilyReference extends FamilyFiles {
  readonly folder: string;
  readonly profile: FamilyProfile;
  readonly kind: TaskKind;
  /** Of models that read images. */
  readonly images: ReferenceImages | undefined;
  /** The model as the folder has it; caller disposes. */
  loadModel(): Model;
  close(): void;
}

/** Opens the files of a family's folder. */
export function openFamily(folder: string, profile: FamilyProfile): FamilyReference {
  const opened: { close(): void }[] = [];
  const open = <T>(file: ReferenceFile<T>): ReferenceFile<T> => {
    opened.push(file);
    return file;
  };
  const close = (): void => opened.forEach((file) => file.close());
  try {
    const reference = open(new ReferenceFile(folder, 'reference', referenceJson));
    return {
      folder,
      profile,
      kind: kindOf(profile, reference.json),
      reference,
      images: readImages(folder, reference),
      train: open(new ReferenceFile(folder, 'train', trainJson)),
      importance: open(new ReferenceFile(folder, 'importance', importanceJson)),
      loadModel: () => loadModel(folder, { head: profile.head }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function kindOf({ head }: FamilyProfile, { reference }: ReferenceJson): TaskKind {
  if (head === 'causal-lm') return head;
  return reference.loss_kind === 'mse' ? 'regression' : 'classification';
}

const configJson = z.object({ model_type: z.string() });

/** Returns the architecture that a folder's config.json names, and the family that the folder is named after. */
export function describeFamily(folder: string): { readonly family: string; readonly architecture: string } {
  const { model_type: architecture } = configJson.parse(readJsonFile(join(folder, 'config.json')));
  return { family: basename(folder), architecture };
}
