import type { Value } from './values.ts';

/** The variables of a block: what it sets stays in it, what it doesn't is that of the blocks around it. */
export class Scope {
  readonly #variables: Map<string, Value>;
  readonly #outer: Scope | undefined;

  constructor(outer: Scope | undefined, variables: Iterable<readonly [string, Value]> = []) {
    this.#outer = outer;
    this.#variables = new Map(variables);
  }

  get(name: string): Value | undefined {
    const value = this.#variables.get(name);
    return value === undefined && !this.#variables.has(name) ? this.#outer?.get(name) : value;
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }
}
