import { UserError } from '@lamella/core';
import { locateMistakes, readSpec } from '@lamella/spec';
import { findInputs } from '@lamella/study';

/** The verdict on a spec. */
interface Verdict {
  readonly file: string;
  readonly isValid: boolean;
  readonly name?: string;
  /** Trials, where the model is here. */
  readonly trials?: number;
  /** Files and folders that are missing, so that not everything could be checked. */
  readonly absent?: readonly string[];
  readonly problem?: string;
}

/**
 * Checks specs as a plan does, with what is here of their models and data, and shows the problems of all of them.
 *
 * @returns the exit code: 2 if one is not valid
 */
export async function run({
  specs,
  json = false,
}: {
  readonly specs: readonly string[];
  readonly json?: boolean;
}): Promise<number> {
  const verdicts: Verdict[] = [];
  for (const file of specs) {
    const verdict = await check(file);
    verdicts.push(verdict);
    if (json) continue;
    if (verdict.isValid) console.log(describe(verdict));
    else console.error(verdict.problem);
  }
  if (json) console.log(JSON.stringify(verdicts, null, 2));
  return verdicts.every(({ isValid }) => isValid) ? 0 : 2;
}

async function check(file: string): Promise<Verdict> {
  try {
    const spec = await readSpec(file);
    const absent = new Set<string>();
    const onAbsent = (what: string): unknown => absent.add(what);
    const { trials } = await locateMistakes(file, [], () => findInputs(spec, { download: false, onAbsent }));
    const { name } = spec;
    return {
      ...{ file, isValid: true, name, absent: [...absent] },
      ...(trials.length > 0 && { trials: trials.length }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file, isValid: false, problem: error.message };
  }
}

function describe({ file, name, absent = [] }: Verdict): string {
  const rest = absent.length === 0 ? '' : `; not here, and so not checked: ${absent.join(', ')}`;
  return `${file}: valid (${name})${rest}`;
}
