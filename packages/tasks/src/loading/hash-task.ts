import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashJson } from '@lamella/core';
import type { ImageSource } from '@lamella/datasets';
import type { Benchmark, Question } from '../benchmark.ts';
import type { TextTask } from '../text-task.ts';

/** SHA-256 of all texts and images of a task, whatever they came from. */
export function hashTask({ train, benchmarks, ending }: Omit<TextTask, 'hash'>): string {
  return hashJson({
    ending,
    train: train.map(({ prompt, target, image }) => [prompt, target, ...hashImage(image)]),
    benchmarks: benchmarks.map((benchmark) => [benchmark.name, contentsOf(benchmark)]),
  });
}

function contentsOf(benchmark: Benchmark): unknown[][] {
  if (benchmark.answeredBy !== 'choice') return benchmark.questions.map(contentOf);
  return benchmark.questions.map((question) => [...contentOf(question), question.choices, question.answer]);
}

function contentOf({ id, prompt, reference, groups, image }: Question): unknown[] {
  return [id, prompt, reference, groups, ...hashImage(image)];
}

function hashImage(image: ImageSource | undefined): string[] {
  if (image === undefined) return [];
  const bytes = image.kind === 'bytes' ? image.bytes : readFileSync(image.path);
  return [createHash('sha256').update(bytes).digest('hex')];
}
