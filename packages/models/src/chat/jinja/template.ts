import { makeGlobals } from './globals.ts';
import { type Printed, render } from './render.ts';
import { Scope } from './scope.ts';
import { hasGenerationMarks, parseTemplate } from './syntax.ts';
import { fromJson } from './values.ts';

/** A template that is filled with variables, which are JSON; undefined ones are not there. */
export interface Template {
  /** The text, with the places of what the template marks as said by the assistant. */
  print(variables: Readonly<Record<string, unknown>>): Printed;
  /** Whether it marks anything so. */
  readonly hasMarks: boolean;
}

/**
 * A template of Jinja as `transformers` compiles chat templates, with Python's values: what it prints is what Python prints, or
 * it is refused by the name of what isn't supported.
 *
 * @param now for `strftime_now`
 * @throws {Error} for a template that can't be read
 */
export function compileTemplate(source: string, now = (): Date => new Date()): Template {
  const body = parseTemplate(source);
  return {
    hasMarks: hasGenerationMarks(source),
    print: (variables) => {
      const given = Object.entries(variables).filter(([, value]) => value !== undefined);
      const globals = new Scope(undefined, makeGlobals(now));
      return render(
        body,
        new Scope(
          globals,
          given.map(([name, value]) => [name, fromJson(value)]),
        ),
      );
    },
  };
}
