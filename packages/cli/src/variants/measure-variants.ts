import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { readJsonObject } from '@lamella/files';
import { isForwardMethod, resolveCount } from '@lamella/metrics/selection';
import { readModelConfig } from '@lamella/models';
import type { ModelShape } from '@lamella/planning';
import type { ForwardImportanceSettings } from '@lamella/spec';
import { type Importance, measureVariants } from '@lamella/study/trial';
import { checkRequest } from '../importance/check-request.ts';
import type { ImportanceRequest } from '../importance/importance-request.ts';
import { findModel, loadSamples, type Samples, toSettings } from '../importance/measure-for-command.ts';
import { type CutSamples, keepDifferent, lengthsBeside } from './plan-lengths.ts';
import { type LeftOut, planVariants, type Variant } from './plan-variants.ts';
import type { VariantOption } from './variant-options.ts';

/** A request for variants: of which settings, and how many layers each selects. */
export interface VariantsRequest extends ImportanceRequest {
  readonly options: readonly VariantOption[];
  readonly select: number;
}

/** A variant, and what it measured. */
export interface MeasuredVariant {
  readonly variant: Variant;
  readonly importance: Importance;
}

/** What was measured by the variants of a request. */
export interface MeasuredVariants {
  readonly shape: ModelShape;
  /** The data's name. */
  readonly data: string;
  /** The base first. */
  readonly measured: readonly MeasuredVariant[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Measures variants of a request's settings: those of one maximum length all in one forward pass over the samples.
 *
 * @throws UserError (exit code 2) for a metric that needs gradients, besides what a request of one measurement may not ask for
 */
export async function measureVariantsForCommand(
  request: VariantsRequest,
  onBatch: (numSamples: number) => void,
): Promise<MeasuredVariants> {
  requireForward(request);
  const { folder, shape } = await findModel(request);
  checkRequest(request, [request.method], shape);
  const samples = await loadSamples(request, shape, folder);
  const settings = toSettings(request, shape) as ForwardImportanceSettings;
  const plan = planVariants(
    {
      ...{ settings, dropFirst: request.dropFirst ?? 'auto', numSamples: samples.examples.length },
      count: resolveCount(request.select, shape.numLayers),
      ...{ numLayers: shape.numLayers, kind: shape.kind },
    },
    request.options,
  );
  const lengths = request.options.includes('max-length')
    ? await loadLengths(request, samples, { shape, folder })
    : { others: [], leftOut: [] };
  const base = plan.variants[0] as Variant;
  const run = { ...samples, modelFolder: folder, onBatch };
  const measure = (
    variants: readonly Variant[],
    { examples }: Pick<CutSamples, 'examples'>,
  ): MeasuredVariant[] =>
    measureVariants(
      variants.map((variant) => variant.settings),
      { ...run, examples },
    ).map((importance, i) => ({ variant: variants[i] as Variant, importance }));
  const measured = [
    ...measure(plan.variants, samples),
    ...lengths.others.flatMap((cut) => measure([ofLength(base, cut.maxLength)], cut)),
  ];
  const { kept, leftOut } = leaveOutNormless(measured);
  return {
    ...{ shape, data: samples.name, measured: kept },
    leftOut: [...plan.leftOut, ...leftOut, ...lengths.leftOut],
  };
}

function requireForward({ method }: VariantsRequest): void {
  if (isForwardMethod(method)) return;
  throw new UserError(
    `Expected --variants with a metric that a forward pass gives, got ${method}, which takes gradients: no variant would change it.`,
    { exitCode: 2 },
  );
}

function ofLength({ dropFirst, settings }: Variant, maxLength: number): Variant {
  return { option: 'max-length', value: String(maxLength), dropFirst, settings: { ...settings, maxLength } };
}

/** The samples cut to other lengths than the base's, as far as that makes a difference. */
async function loadLengths(
  request: ImportanceRequest,
  { examples }: Samples,
  { shape, folder }: { readonly shape: ModelShape; readonly folder: string },
): Promise<{ readonly others: readonly CutSamples[]; readonly leftOut: readonly LeftOut[] }> {
  const path = join(folder, 'config.json');
  const { longestText = Infinity } = readModelConfig(readJsonObject(path), path);
  let kept: readonly CutSamples[] = [{ maxLength: request.maxLength, examples }];
  const leftOut: LeftOut[] = [];
  const leaveOut = (maxLength: number, why: string): number =>
    leftOut.push({ variant: `max-length ${maxLength}`, why });
  for (const maxLength of lengthsBeside(request.maxLength)) {
    if (maxLength > longestText) {
      leaveOut(maxLength, `the model has positions for ${longestText} tokens`);
      continue;
    }
    try {
      const cut = await loadSamples({ ...request, maxLength }, shape, folder);
      const next = keepDifferent(kept, { maxLength, examples: cut.examples });
      kept = next.kept;
      leftOut.push(...next.leftOut);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      leaveOut(maxLength, error.message);
    }
  }
  return { others: kept.slice(1).toSorted((a, b) => a.maxLength - b.maxLength), leftOut };
}

/** A model without a final norm gives the same representations before and after it. */
function leaveOutNormless(measured: readonly MeasuredVariant[]): {
  readonly kept: readonly MeasuredVariant[];
  readonly leftOut: readonly LeftOut[];
} {
  const [base] = measured;
  const isSame = ({ variant, importance }: MeasuredVariant): boolean =>
    variant.option === 'last-layer' &&
    importance.values.every((value, layer) => value === base?.importance.values[layer]);
  return {
    kept: measured.filter((one) => !isSame(one)),
    leftOut: measured
      .filter(isSame)
      .map(({ variant }) => ({ variant: `last-layer ${variant.value}`, why: 'the model has no final norm' })),
  };
}
