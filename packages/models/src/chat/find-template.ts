import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { isRecord, readTextFile } from '@lamella/files';
import { readOptionalJson } from '../read-optional-json.ts';

/** A template's text and the file that it is in. */
export interface TemplateSource {
  readonly text: string;
  readonly path: string;
}

/**
 * A folder's chat template: of `chat_template.jinja` (with further ones in `additional_chat_templates`), of
 * `chat_template.json`, or of tokenizer_config.json, which may hold several by name.
 *
 * @param hasTools whether a template of the name `tool_use` goes before that of the name `default`
 * @throws {UserError} if there are several, and none is meant where nobody names one
 */
export function findTemplate(folder: string, hasTools: boolean): TemplateSource | undefined {
  const jinja = join(folder, 'chat_template.jinja');
  const forTools = join(folder, 'additional_chat_templates', 'tool_use.jinja');
  if (existsSync(jinja)) {
    const path = hasTools && existsSync(forTools) ? forTools : jinja;
    return { text: readTextFile(path), path };
  }
  for (const file of ['chat_template.json', 'tokenizer_config.json']) {
    const path = join(folder, file);
    const value = readOptionalJson(path)['chat_template'];
    if (typeof value === 'string') return { text: value, path };
    const named = namedTemplates(value);
    if (named.size > 0) return { text: chooseTemplate(named, hasTools, path), path };
  }
  return undefined;
}

/** Templates by their names, from a list of objects or an object. */
function namedTemplates(value: unknown): ReadonlyMap<string, string> {
  const entries = Array.isArray(value)
    ? value.filter(isRecord).map(({ name, template }): [unknown, unknown] => [name, template])
    : Object.entries(isRecord(value) ? value : {});
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function chooseTemplate(named: ReadonlyMap<string, string>, hasTools: boolean, path: string): string {
  const text = (hasTools ? named.get('tool_use') : undefined) ?? named.get('default');
  if (text !== undefined) return text;
  throw new UserError(
    `Expected a chat template of the name "default" in ${path}, got ${[...named.keys()].map((name) => `"${name}"`).join(', ')}.`,
  );
}
