import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { readOptionalJson } from '../read-optional-json.ts';
import { type ChatTurn, llavaPrompt } from './llava-prompt.ts';

/** Turns a conversation into the text that a model was taught to go on from. */
export type ChatTemplate = (turns: readonly ChatTurn[]) => string;

interface Source {
  readonly text: string;
  readonly path: string;
}

/**
 * The chat template of a Hugging Face model folder, in the places where `transformers` looks for it: `chat_template.jinja`,
 * `chat_template.json`, then tokenizer_config.json; for a LLaVA without one, the form that LLaVA 1.5 was trained on.
 *
 * What the template gives holds all special tokens already: encode it with `addSpecialTokens: false`. The template is
 * interpreted by a library without access to the program or the machine.
 *
 * @returns after a user's turn, the text ends where the assistant's begins
 * @throws {UserError} if there is no template, or it is none that can be read
 */
export function loadChatTemplate(folder: string): ChatTemplate {
  const config = readOptionalJson(join(folder, 'tokenizer_config.json'));
  const seesImages = existsSync(join(folder, 'preprocessor_config.json'));
  const source = findSource(folder, config);
  if (source === undefined && seesImages) {
    const bos = tokenText(config['bos_token']);
    return (turns) => bos + llavaPrompt(turns);
  }
  if (source === undefined)
    throw new UserError(
      `Expected a chat template in ${folder} (chat_template.jinja, chat_template.json or "chat_template" in tokenizer_config.json), ` +
        'found none: the model continues plain text.',
    );
  const specials = { bos_token: tokenText(config['bos_token']), eos_token: tokenText(config['eos_token']) };
  const template = explaining(source, () => new Template(source.text));
  return (turns) =>
    explaining(source, () =>
      template.render({
        ...specials,
        messages: turns.map((turn) => toMessage(turn, seesImages)),
        add_generation_prompt: turns.at(-1)?.role !== 'assistant',
      }),
    );
}

function findSource(folder: string, config: Readonly<Record<string, unknown>>): Source | undefined {
  const jinja = join(folder, 'chat_template.jinja');
  if (existsSync(jinja)) return { text: readFileSync(jinja, 'utf8'), path: jinja };
  const file = join(folder, 'chat_template.json');
  const places = [
    [readOptionalJson(file)['chat_template'], file],
    [config['chat_template'], join(folder, 'tokenizer_config.json')],
  ] as const;
  for (const [value, path] of places) {
    const text = Array.isArray(value) ? namedDefault(value) : value;
    if (typeof text === 'string') return { text, path };
  }
  return undefined;
}

/** Of several named templates, the one that is meant where none is named. */
function namedDefault(templates: readonly unknown[]): unknown {
  const entries = templates.filter(isRecord);
  return entries.find(({ name }) => name === 'default')?.['template'];
}

/** Models that see take a list of what is shown and said, others a text. */
function toMessage({ role, text, numImages = 0 }: ChatTurn, seesImages: boolean): object {
  if (!seesImages) return { role, content: text };
  const images = Array.from({ length: numImages }, () => ({ type: 'image' }));
  return { role, content: [...images, { type: 'text', text }] };
}

/** A special token is a text, or an object with one. */
function tokenText(token: unknown): string {
  return String((isRecord(token) ? token['content'] : token) ?? '');
}

function explaining<T>({ path }: Source, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const message = `Expected a chat template that Jinja can read in ${path}: ${error instanceof Error ? error.message : String(error)}`;
    throw new UserError(message, { cause: error });
  }
}
