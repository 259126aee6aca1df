import type { Command } from 'commander';

/** A module of `commands/`: `run` does the work and gives the exit code. */
export interface CommandModule<Options> {
  run(options: Options): Promise<number>;
}

/** Where a command puts its exit code. */
export type Finish = (exitCode: number) => void;

/**
 * Makes a command's action: loads its module only now, so that help needs nothing but the definitions, and gives
 * it the options together with the named arguments.
 */
export function action<Options>(
  finish: Finish,
  names: readonly string[],
  load: () => Promise<CommandModule<Options>>,
): (...values: unknown[]) => Promise<void> {
  return async (...values) => {
    const options = (values.at(-1) as Command).opts();
    const named = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    const { run } = await load();
    finish(await run({ ...options, ...named } as Options));
  };
}
