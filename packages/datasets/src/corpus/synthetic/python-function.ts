import type { Random } from '@lamella/core';
import { PYTHON_TEMPLATES } from './python-templates.ts';

const INDENT = '    ';

/** A tiny Python function with a docstring, in one of several dozen forms with varied names and constants. */
export function pythonFunction(random: Random): string {
  const names = pickNames(random);
  const [signature, returns, body] = random.pick(PYTHON_TEMPLATES);
  const docstring = `"""${random.pick(['Return', 'Returns'])} ${returns}."""`;
  const lines = [docstring, ...body.split('\n')].map((line) => INDENT + line);
  const text = [`def ${signature}:`, ...lines].join('\n');
  return text.replace(/\{(\w+)\}/g, (_, name: string) => names.get(name) ?? name);
}

/** Draws the names in templates: numbers (x, a, b), a list and its item, a string and a letter, constants (k, n). */
function pickNames(random: Random): ReadonlyMap<string, string> {
  const [a, b] = random.pick([
    ['a', 'b'],
    ['x', 'y'],
    ['first', 'second'],
    ['left', 'right'],
  ] as const);
  const [list, item] = random.pick([
    ['numbers', 'number'],
    ['values', 'value'],
    ['items', 'item'],
    ['xs', 'x'],
  ] as const);
  const names = {
    ...{ a, b, list, item },
    x: random.pick(['x', 'n', 'value', 'number', 'a']),
    text: random.pick(['text', 'word', 's', 'string']),
    letter: random.pick([...'abcdehilmnorstuw']),
    k: String(2 + random.int(49)),
    n: String(2 + random.int(8)),
  };
  return new Map(Object.entries(names));
}
