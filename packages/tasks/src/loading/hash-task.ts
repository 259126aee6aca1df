import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson } from '@lamella/core';
import type { ImageSource } from '@lamella/datasets';
import type { Benchmark, Question, QuestionProgram } from '../benchmark.ts';
import type { LoadedTask } from '../text-task.ts';
import { type ContentHash, PartedHash } from '../content-hash.ts';

/**
 * SHA-256 of all texts and images of a task, whatever they came from: of the canonical JSON of an object with `benchmarks`, `ending`
 * and `train`. Its parts are these, each benchmark on its own.
 */
export function hashTask({ train, benchmarks, ending }: Required<LoadedTask>): ContentHash {
  const content = new PartedHash();
  content.add('{"benchmarks":[');
  benchmarks.forEach((benchmark, index) => {
    if (index > 0) content.add(',');
    content.end();
    content.add(canonicalJson([benchmark.name, contentsOf(benchmark)]));
    content.end(benchmark.name);
  });
  content.add(`],"ending":${canonicalJson(ending)},"train":[`);
  content.end();
  // Example by example: the text of all would be needlessly large.
  train.forEach(({ prompt, target, image }, index) =>
    content.add(`${index > 0 ? ',' : ''}${canonicalJson([prompt, target, ...hashImage(image)])}`),
  );
  content.end('train');
  content.add(']}');
  const { hash, parts } = content.digest();
  return { hash, parts: { 'rows of train': String(train.length), ...parts } };
}

function contentsOf(benchmark: Benchmark): unknown[][] {
  if (benchmark.answeredBy !== 'choice') return benchmark.questions.map(contentOf);
  return benchmark.questions.map((question) => [...contentOf(question), question.choices, question.answer]);
}

function contentOf({ id, prompt, reference, groups, image, program }: Question): unknown[] {
  return [id, prompt, reference, groups, ...hashImage(image), ...hiddenPart(program)];
}

/** What a program is run with, where neither the prompt nor the reference holds it. */
function hiddenPart({ head, check }: Partial<QuestionProgram> = {}): string[] {
  return head === undefined ? [] : [head, check ?? ''];
}

function hashImage(image: ImageSource | undefined): string[] {
  if (image === undefined) return [];
  const bytes = image.kind === 'bytes' ? image.bytes : readFileSync(image.path);
  return [createHash('sha256').update(bytes).digest('hex')];
}
