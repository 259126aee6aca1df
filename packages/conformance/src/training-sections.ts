import { z } from 'zod';
import type { FamilyReference } from './family-reference.ts';

/** One named part of train.json and train.safetensors. */
export interface TrainingSection {
  readonly name: string;
  readonly kind: 'random adapter' | 'trajectory' | 'unsupported';
  /** Why it is not supported. */
  readonly reason?: string;
}

/** Parts that are no cases: inputs, and figures about the reference itself. */
const OTHER_PARTS = ['batches', 'f32_vs_f64'];

/** Enough of a part's JSON to tell what it is; whether it is whole, its cases find out. */
const partJson = z.object({ optimizer: z.unknown() }).partial();

/** The training runs and random adapters of a family, by what the files say about each. */
export function findTrainingSections({ train }: FamilyReference): TrainingSection[] {
  const ofTensors = train.names('').map((name) => name.split('/')[0] ?? name);
  const names = [...new Set([...Object.keys(train.json), ...ofTensors])];
  return names
    .filter((name) => !OTHER_PARTS.includes(name))
    .map((name): TrainingSection => {
      const { optimizer } = partJson.safeParse(train.json[name]).data ?? {};
      if (optimizer !== undefined) return { name, kind: 'trajectory' };
      if (train.names(`${name}/adapter/`).length > 0) return { name, kind: 'random adapter' };
      train.skip(`${name}/`);
      return { name, kind: 'unsupported', reason: 'this kind of case is not known' };
    });
}
