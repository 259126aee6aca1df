import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashJson } from '@lamella/core';
import type { ImageSource } from '@lamella/datasets';
import type { TextTask } from '../text-task.ts';

/** SHA-256 of all texts and images of a task, whatever they came from. */
export function hashTask({ train, benchmarks, ending }: Omit<TextTask, 'hash'>): string {
  return hashJson({
    ending,
    train: train.map(({ prompt, target, image }) => [prompt, target, ...hashImage(image)]),
    benchmarks: benchmarks.map(({ name, questions }) => [
      name,
      questions.map(({ id, prompt, reference, groups, image }) => [
        ...[id, prompt, reference, groups],
        ...hashImage(image),
      ]),
    ]),
  });
}

function hashImage(image: ImageSource | undefined): string[] {
  if (image === undefined) return [];
  const bytes = image.kind === 'bytes' ? image.bytes : readFileSync(image.path);
  return [createHash('sha256').update(bytes).digest('hex')];
}
