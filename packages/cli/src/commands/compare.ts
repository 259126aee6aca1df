import { unknownName, UserError } from '@lamella/core';
import type { ExperimentSpec } from '@lamella/spec';
import {
  collectCells,
  compareArms,
  type CompareRequest,
  comparisonTables,
  planPrimaries,
  withLateChange,
} from '@lamella/study';
import { announceOrigin, findResults, type ResultsOptions } from './results-location.ts';
import { readAsked } from './spec-options.ts';

/** The options of `lamella compare`. */
export interface CompareOptions extends ResultsOptions {
  readonly spec: string;
  /** Two methods; without them every method is compared with those of the spec's `compare.against`. */
  readonly a?: string;
  readonly b?: string;
  /** In the unit of the table. */
  readonly margin?: number;
  readonly json?: boolean;
}

/**
 * Says which methods of a spec differ, from results alone. The exit code is 1 if no seed has the scores of two methods.
 *
 * @throws UserError (exit code 2) for methods that the spec doesn't have, one method without another, and a margin that is none
 */
export async function run(options: CompareOptions): Promise<number> {
  checkMargin(options.margin);
  // As the file has it now: what was published may be older than its comparisons.
  const { spec } = await readAsked(options.spec, options);
  const request = toRequest(spec, options);
  // Only its comparisons can be changed for results that are published.
  const location = await findResults(options.spec, {
    ...options,
    ...(options.published === true && { set: [] }),
  });
  announceOrigin(location);
  const { experiment, folder } = location;
  const cells = collectCells(experiment, folder);
  const family = withLateChange(
    compareArms(cells, { ...request, planned: planPrimaries(spec, cells) }),
    { ...experiment, spec: withMargin(spec, request.margin) },
    cells,
  );
  if (options.json === true) console.log(JSON.stringify(family, null, 2));
  else {
    const tables = comparisonTables(family);
    if (tables.length > 0) console.log(tables.join('\n').trim());
  }
  if (family.comparisons.length > 0 || (family.primary?.comparisons ?? []).length > 0) return 0;
  console.error(`Expected scores of two methods of ${spec.name} with the same seed, N and rank, got none.`);
  return 1;
}

/** Another margin than the spec's is a change of what it planned. */
function withMargin(spec: ExperimentSpec, margin: number | undefined): ExperimentSpec {
  return margin === undefined ? spec : { ...spec, compare: { ...spec.compare, margin } };
}

function toRequest({ name, methods, compare = {} }: ExperimentSpec, options: CompareOptions): CompareRequest {
  const { a, b, margin = compare.margin } = options;
  if (a === undefined) return { against: compare.against, margin };
  for (const method of [a, ...(b === undefined ? [] : [b])]) {
    if (Object.hasOwn(methods, method)) continue;
    throw new UserError(unknownName(`method of ${name}`, method, Object.keys(methods)), { exitCode: 2 });
  }
  if (b === undefined || a === b) {
    const got = b === undefined ? `${a} alone` : `${a} twice`;
    throw new UserError(`Expected two methods as in lamella compare SPEC cka all, got ${got}.`, {
      exitCode: 2,
    });
  }
  return { pair: [a, b], margin };
}

function checkMargin(margin: number | undefined): void {
  if (margin === undefined || margin > 0) return;
  throw new UserError(`Expected a margin above 0 as in --margin 1, got ${margin}.`, { exitCode: 2 });
}
