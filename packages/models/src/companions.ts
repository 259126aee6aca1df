import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files beside a model's weights and configuration that are the same after fine-tuning or a merge. */
const COMPANIONS = [
  /^(tokenizer.*|special_tokens_map|added_tokens|vocab)\.json$|^(vocab|merges)\.txt$|\.model$/,
  /^(generation_config|chat_template|preprocessor_config|processor_config)\.json$|^chat_template\.jinja$/,
];

/** Whether a file is part of a model's tokenizer, chat template, generation settings or processors. */
export function isCompanion(name: string): boolean {
  return COMPANIONS.some((pattern) => pattern.test(name));
}

/** Copies a model's tokenizer, chat template, generation settings and processors from its folder to another one. */
export async function copyCompanions(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of (await readdir(from)).filter(isCompanion))
    await copyFile(join(from, name), join(to, name));
}
