import { shorten, messageOf, UserError } from '@lamella/core';
import { checkFields, type FieldRules, isRecord, only, used } from '@lamella/files';
import type { Message } from './text-row.ts';

const roles: readonly string[] = ['system', 'user', 'assistant'];

const fields: FieldRules = {
  ...used('role', 'content'),
  ...only(
    [null, [], ''],
    'templates write it each in its own way',
    ...['tool_calls', 'tool_call_id', 'function_call', 'reasoning_content', 'thinking', 'name'],
  ),
  ...only([null, 1], 'everything that the assistant says is learnt', 'weight'),
};

/**
 * Reads a conversation: a list of `{ role, content }`, or its JSON where a table holds texts alone.
 *
 * @param where the row and its column
 * @throws UserError (exit code 2) for anything else, an empty message, and a conversation that doesn't end with the assistant
 */
export function readMessages(value: unknown, where: string): Message[] {
  const messages = readConversation(value, where);
  const { role } = messages.at(-1) as Message;
  if (role !== 'assistant')
    throw wrong("the last message to be the assistant's, which is learnt", where, `one of the role ${role}`);
  return messages;
}

/**
 * Reads a conversation, whoever has the last word.
 *
 * @param where the row and its column
 * @throws UserError (exit code 2) for anything but a list of `{ role, content }` or its JSON, and for an empty message
 */
export function readConversation(value: unknown, where: string): Message[] {
  const list = typeof value === 'string' ? parse(value, where) : value;
  if (!Array.isArray(list)) throw wrong('a list of messages {role, content}', where, show(value));
  if (list.length === 0) throw wrong('at least one message', where, 'an empty list');
  const messages = list.map((item: unknown, i) => readMessage(item, `${where}, message ${i + 1}`));
  const stray = messages.findIndex(({ role }, i) => role === 'system' && i > 0);
  if (stray >= 0)
    throw wrong('a system message at the beginning alone', where, `one as message ${stray + 1}`);
  return messages;
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `Expected a list of messages {role, content} in JSON at ${where}, got ${show(text)}: ${messageOf(error)}.`,
      { exitCode: 2, cause: error },
    );
  }
}

function readMessage(item: unknown, where: string): Message {
  if (!isRecord(item)) throw wrong('an object {role, content}', where, show(item));
  const { role, content } = item;
  if (role === undefined || content === undefined) {
    const found = Object.keys(item).join(', ') || 'no fields';
    const hint = 'from' in item && 'value' in item ? " (ShareGPT's names: rename from and value)" : '';
    throw wrong('the fields role and content', where, `${found}${hint}`);
  }
  if (typeof role !== 'string' || !roles.includes(role))
    throw wrong(`a role of ${roles.join(', ')}`, where, show(role));
  if (typeof content !== 'string') throw wrong('a content that is a text', where, show(content));
  if (content.trim() === '') throw wrong('a content that is not empty', where, show(content));
  refuseOthers(item, where);
  return { role: role as Message['role'], content };
}

function refuseOthers(item: Readonly<Record<string, unknown>>, where: string): void {
  try {
    checkFields(item, fields, { where, unknown: 'refused' });
  } catch (error) {
    throw new UserError(messageOf(error), { exitCode: 2, cause: error });
  }
}

function wrong(expected: string, where: string, found: string): UserError {
  return new UserError(`Expected ${expected} at ${where}, got ${found}.`, { exitCode: 2 });
}

/** A value as JSON, a long one cut. */
function show(value: unknown): string {
  return shorten(JSON.stringify(value) ?? 'nothing');
}
