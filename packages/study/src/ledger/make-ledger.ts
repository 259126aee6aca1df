import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type Config, countAdaptedLayers, findModel, readModelShape } from '@lamella/planning';
import {
  armName,
  type Claim,
  type ClaimExperiment,
  CLAIMS,
  expandSweep,
  isCandidate,
  type ParametersClaim,
  readSpec,
  type ResolvedTrial,
} from '@lamella/spec';
import { trialsOf } from '../results/experiment-folder.ts';
import { isSameTrial } from '../tables/collect-cells.ts';
import { type ExperimentCells, findCells, type ResultPlaces, withHalfOfTheLayers } from './find-cells.ts';
import { judgeComparison, judgeVariant } from './judge-comparison.ts';
import { judgeCost } from './judge-cost.ts';
import { judgeLayers } from './judge-layers.ts';
import { judgeMeasuredParameters, judgeParameters } from './judge-parameters.ts';
import { type ClaimJudgement, type LedgerLine, notRun } from './ledger-line.ts';

/** Where the ledger finds results and specs. */
export interface LedgerPlaces extends ResultPlaces {
  /** The folder that has `experiments/specs`. */
  readonly project: string;
}

/**
 * The claims and published numbers of the paper, each by every experiment that can answer it: ours beside it, and its state, which is
 * computed from results alone.
 *
 * @throws UserError (exit code 2) where the specs of the experiments are not
 */
export async function makeLedger(
  places: LedgerPlaces,
  claims: readonly Claim[] = CLAIMS,
): Promise<LedgerLine[]> {
  const results = new ExperimentResults(places);
  const lines: LedgerLine[] = [];
  for (const claim of claims)
    for (const experiment of claim.experiments)
      lines.push(await judge(claim, experiment, { places, results }));
  return lines;
}

/** Results of experiments, each read once although several claims ask for them. */
class ExperimentResults {
  readonly #places: ResultPlaces;
  readonly #found = new Map<string, ExperimentCells | undefined>();

  constructor(places: ResultPlaces) {
    this.#places = places;
  }

  of(name: string, as?: string): ExperimentCells | undefined {
    const key = as === undefined ? name : `${name}@${as}`;
    if (!this.#found.has(key)) this.#found.set(key, findCells(name, this.#places, as));
    return this.#found.get(key);
  }
}

interface Sources {
  readonly places: LedgerPlaces;
  readonly results: ExperimentResults;
}

async function judge(claim: Claim, experiment: ClaimExperiment, sources: Sources): Promise<LedgerLine> {
  if (claim.kind === 'parameters' && experiment.scale === 'paper')
    return { claim, experiment, ...(await countParameters(claim, experiment, sources.places)) };
  const found = sources.results.of(experiment.name);
  const judgement =
    found === undefined
      ? notRun()
      : await judgeFound(claimOf(claim, experiment), experiment, { ...sources, found });
  return {
    ...{ claim, experiment, ...judgement },
    ...(judgement.state === 'not run'
      ? { command: experiment.command ?? commandOf(claim, experiment) }
      : found && { origin: found.origin }),
  };
}

/** A claim in the words of an experiment's spec: its arms, and the margin of its scores. */
function claimOf(claim: Claim, { instead = {}, margin }: ClaimExperiment): Claim {
  if (claim.kind !== 'comparison') return claim;
  const against = claim.against.map((method) => instead[method] ?? method);
  return { ...claim, against, ...(margin !== undefined && { margin }) };
}

/**
 * Of the paper's experiments, results of another model, other data or other settings count for nothing; by a part of the trials
 * nothing is reproduced.
 */
async function judgeFound(
  claim: Claim,
  experiment: ClaimExperiment,
  sources: Sources & { readonly found: ExperimentCells },
): Promise<ClaimJudgement> {
  const { found, places } = sources;
  const isPapers = experiment.scale === 'paper';
  const all = isPapers
    ? (await readTrials(experiment, places.project)).trials
    : trialsOf({ ...found.experiment, parts: [{}] }).filter((trial) => !isCandidate(trial));
  const byId = new Map(all.map((trial) => [trial.id, trial]));
  const cells = found.cells.filter(({ trial }) => {
    const written = byId.get(trial.id);
    return !isPapers || (written !== undefined && isSameTrial(trial, written));
  });
  if (cells.length === 0)
    return notRun(
      `No results of ${experiment.name} as its spec is written: those that are there are of another model, other data or other settings.`,
    );
  const judgement = judgeResults(claim, experiment, { ...sources, found: { ...found, cells } });
  const present = new Set(cells.map(({ trial }) => trial.id));
  const wanted = all.filter((trial) => isOf(claim, trial));
  const done = wanted.filter(({ id }) => present.has(id)).length;
  const absent = methodsOf(claim).filter((method) => experiment.lacks?.includes(method));
  const isPart = claim.kind !== 'layers' && (done < wanted.length || absent.length > 0);
  return {
    ...judgement,
    ...(isPart && judgement.state === 'reproduced' && { state: 'undecided' }),
    why: [
      judgement.why,
      ...(isPart && done < wanted.length ? [`Partial: ${done} of ${wanted.length} trials are done.`] : []),
      ...(absent.length > 0 ? [`Its spec has no ${absent.join(', ')}.`] : []),
    ].join(' '),
  };
}

function isOf(claim: Claim, trial: ResolvedTrial): boolean {
  const [cell] = withHalfOfTheLayers([{ trial, layers: countAdaptedLayers(trial), state: 'missing' }]);
  return methodsOf(claim).includes(armName(trial.method, trial.control)) && cell !== undefined;
}

function judgeResults(
  claim: Claim,
  { name }: ClaimExperiment,
  { results, found }: Sources & { readonly found: ExperimentCells },
): ClaimJudgement {
  if (claim.kind === 'comparison') return judgeComparison(claim, found.cells);
  if (claim.kind === 'cost') return judgeCost(claim, found.cells);
  if (claim.kind === 'layers') return judgeLayers(claim, found.cells);
  if (claim.kind === 'parameters') return judgeMeasuredParameters(claim, found.cells);
  const variant = results.of(name, claim.variant.as);
  return variant === undefined ? notRun() : judgeVariant(claim, found.cells, variant.cells);
}

async function countParameters(
  claim: ParametersClaim,
  experiment: ClaimExperiment,
  { project }: LedgerPlaces,
): Promise<ClaimJudgement> {
  const { trials, config } = await readTrials(experiment, project);
  return judgeParameters(claim, trials, readModelShape(config));
}

/**
 * The trials of an experiment by its spec, and the configuration of its model.
 *
 * @throws UserError (exit code 2) if the spec is not there
 */
export async function readTrials(
  { spec }: ClaimExperiment,
  project: string,
): Promise<{ readonly trials: readonly ResolvedTrial[]; readonly config: Config }> {
  const path = join(project, specPath(spec));
  if (!existsSync(path))
    throw new UserError(
      `Expected the specs of the paper's experiments in ${join(project, 'experiments/specs')}, got no ${spec}.yaml: run this in a checkout of Lamella.`,
      { exitCode: 2 },
    );
  const read = await readSpec(path);
  const { config, numLayers } = await findModel(read.model, { download: false });
  return { trials: expandSweep(read, numLayers), config };
}

function specPath(spec: string): string {
  return `experiments/specs/${spec}.yaml`;
}

/** The command that would give the results which a claim lacks. */
function commandOf(claim: Claim, { spec, lacks = [] }: ClaimExperiment): string {
  const methods = methodsOf(claim).filter((method) => !lacks.includes(method));
  const run = `npx lamella run ${specPath(spec)} --methods ${methods.join(',')}`;
  if (claim.kind === 'layers') return `${run} --tasks ${claim.task} --seeds 0`;
  if (claim.kind === 'variant')
    return `${run}, and again with --set ${claim.variant.set} --as ${claim.variant.as}`;
  return run;
}

/** The methods that a claim is about. */
export function methodsOf(claim: Claim): string[] {
  if (claim.kind === 'parameters')
    return [claim.method, ...('of' in claim.expected ? [claim.expected.of] : [])];
  if (claim.kind === 'layers' || claim.kind === 'variant') return [claim.method];
  return [claim.method, ...(claim.kind === 'cost' ? [claim.against] : claim.against)];
}
