import { closingBrace } from '@lamella/core';

/** Commands of LaTeX by the number of their arguments. */
const COMMANDS: Readonly<Record<string, number>> = { frac: 2, sqrt: 1 };
const COMMAND = /\\(frac|sqrt)(?![a-zA-Z])(\s*\[[^\]]*\])?/;

/** A piece of LaTeX, and what stands behind it. */
interface Taken {
  readonly taken: string;
  readonly rest: string;
}

/**
 * Fractions and roots with all of their arguments in braces, as TeX reads them: `\frac12`, `\frac{\sqrt6}3` and `\sqrt\pi` become
 * `\frac{1}{2}`, `\frac{\sqrt{6}}{3}` and `\sqrt{\pi}`. A command that lacks an argument stays as it is.
 */
export function braceArguments(text: string): string {
  const found = text.match(COMMAND);
  if (found?.index === undefined) return text;
  const start = text.slice(0, found.index);
  const { taken, rest } = takeCommand(text.slice(found.index), found) ?? {
    taken: found[0],
    rest: text.slice(found.index + found[0].length),
  };
  return `${start}${taken}${braceArguments(rest)}`;
}

function takeCommand(text: string, [whole, name = '', power = '']: RegExpMatchArray): Taken | undefined {
  let [taken, rest] = [`\\${name}${power.trim()}`, text.slice(whole.length)];
  for (let i = 0; i < (COMMANDS[name] ?? 0); i++) {
    const argument = takeArgument(rest.trimStart());
    if (argument === undefined) return undefined;
    taken += `{${argument.taken}}`;
    rest = argument.rest;
  }
  return { taken, rest };
}

/** A group without its braces, a command, or a character. */
function takeArgument(text: string): Taken | undefined {
  if (text.startsWith('{')) {
    const end = closingBrace(text);
    return end < 0 ? undefined : { taken: braceArguments(text.slice(1, end)), rest: text.slice(end + 1) };
  }
  const found = text.match(COMMAND);
  if (found?.index === 0) return takeCommand(text, found);
  const [taken] = text.match(/^(?:\\(?:[a-zA-Z]+|.)|[^}\]])/u) ?? [];
  return taken === undefined ? undefined : { taken, rest: text.slice(taken.length) };
}
