import { messageOf, UserError } from '@lamella/core';
import { TimedPattern } from './timed-pattern.ts';

/** A construct of Python's `re` at the beginning of a text, and what JavaScript writes for it. */
type Rule = readonly [python: RegExp, javascript: (...groups: string[]) => string];

const SPECIAL = /[\\^$.*+?()[\]{}|/]/;

/** A character that stands for itself. */
const literal = (character: string): string => (SPECIAL.test(character) ? `\\${character}` : character);

/** Escapes that mean the same in both; other letters and digits do not, or are errors in Python. */
const SHARED_ESCAPE: Rule = [/^\\([dDwWsSnrtfv]|x[\da-fA-F]{2}|u[\da-fA-F]{4})/, (escape) => `\\${escape}`];
const ESCAPED_LITERAL: Rule = [/^\\([^a-zA-Z0-9])/, literal];

const OUTSIDE: readonly Rule[] = [
  SHARED_ESCAPE,
  [/^\\([bB]|[1-9](?!\d))/, (escape) => `\\${escape}`],
  [/^\\A/, () => '^'],
  [/^\\Z/, () => '$'],
  ESCAPED_LITERAL,
  [/^\(\?P<([a-zA-Z_]\w*)>/, (name) => `(?<${name}>`],
  [/^\(\?P=([a-zA-Z_]\w*)\)/, (name) => `\\k<${name}>`],
  [/^\(\?#[^)]*\)/, () => ''],
  [/^(\(\?(?::|=|!|<=|<!))/, (opening) => opening],
  [/^(\((?!\?))/, (opening) => opening],
  [/^\{(\d+(?:,\d*)?)\}/, (range) => `{${range}}`],
  [/^\{,(\d+)\}/, (most) => `{0,${most}}`],
  [/^([{}\]/])/, literal],
  [/^([^\\[(])/s, (character) => character],
];

const INSIDE: readonly Rule[] = [
  SHARED_ESCAPE,
  [/^\\b/, () => '\\b'],
  [/^\\-/, () => '\\-'],
  ESCAPED_LITERAL,
  [/^(-)/, (dash) => dash],
  [/^([^\\\]])/s, literal],
];

const CLASS_BEGIN = /^\[\^?\]?/;

const compiled = new Map<string, TimedPattern>();

/**
 * A regular expression of Python's `re` as one of JavaScript. The two write names of groups, ends of texts, brackets in
 * classes and open ranges differently; what only Python knows (flags, conditions, possessive repeats) is refused, not guessed.
 *
 * @param what the field that holds the expression, for errors
 * @param frame what stands before and after it
 * @returns the expression, whose searches are limited in time
 * @throws {UserError} for an expression that Python would not take or that can't be translated
 */
export function pythonPattern(
  source: string,
  what: string,
  [before, after]: readonly [before: string, after: string] = ['', ''],
): TimedPattern {
  const whole = before + source + after;
  const known = compiled.get(whole);
  if (known !== undefined) return known;
  const fail = (reason: string, cause?: unknown): UserError =>
    new UserError(
      `Expected ${what} to be a regular expression that Python and JavaScript both can read, got ${JSON.stringify(source)}: ${reason}.`,
      { cause },
    );
  try {
    const pattern = new TimedPattern(
      new RegExp(translate(whole), 'u'),
      /[*+{]/.test(source) ? fail : undefined,
    );
    compiled.set(whole, pattern);
    return pattern;
  } catch (error) {
    throw fail(messageOf(error), error);
  }
}

function translate(source: string): string {
  let text = '';
  let rest = source;
  let rules = OUTSIDE;
  while (rest !== '') {
    if (rules === OUTSIDE && rest.startsWith('[')) {
      const [begin = ''] = CLASS_BEGIN.exec(rest) ?? [];
      // Python takes a bracket that closes nothing for itself.
      text += begin.replace(']', '\\]');
      rest = rest.slice(begin.length);
      rules = INSIDE;
    } else if (rules === INSIDE && rest.startsWith(']')) {
      text += ']';
      rest = rest.slice(1);
      rules = OUTSIDE;
    } else {
      const [length, written] = translateFirst(rest, rules);
      text += written;
      rest = rest.slice(length);
    }
  }
  return text;
}

function translateFirst(rest: string, rules: readonly Rule[]): readonly [length: number, written: string] {
  for (const [python, javascript] of rules) {
    const found = python.exec(rest);
    if (found !== null) return [found[0].length, javascript(...found.slice(1))];
  }
  throw new SyntaxError(`"${rest.slice(0, 12)}" can't be translated`);
}
