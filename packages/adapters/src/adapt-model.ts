import { UserError } from '@lamella/core';
import type { Parameter } from '@lamella/engine';
import type { Model } from '@lamella/models';
import type { AdaptedModel, AdapterConfig } from './adapter.ts';
import { findTargets, type Target } from './find-targets.ts';
import type { AdaptedLinear, InitialValues } from './kind/adapted-linear.ts';
import { ADAPTER_KINDS, isPlaced, type PlacedConfig } from './kinds/adapter-kinds.ts';
import { methodOf } from './methods.ts';
import { savedParameters } from './saved-modules.ts';
import { requireUnquantized } from './require-unquantized.ts';

/**
 * Makes a model ready for fine-tuning: puts adapters around the linear maps of the given layers, and makes what is
 * trained trainable. All methods are this one function with other arguments.
 *
 * @param model a frozen model
 * @param options.initial known values that adapters start from, instead of new ones
 * @throws {UserError} if a layer, a target or the pooler does not exist, or a rank or pattern does not fit
 */
export function adaptModel(
  model: Model,
  config: AdapterConfig,
  { initial }: { readonly initial?: InitialValues } = {},
): AdaptedModel {
  if (config.kind === 'full')
    requireUnquantized(model.parameters, {
      what: 'model for full fine-tuning',
      remedy: 'Leave quantization out, or tune adapters.',
    });
  const { linears, shared } = isPlaced(config)
    ? insertAdapters(model, config, initial)
    : { linears: [], shared: [] };
  const trainable =
    config.kind === 'full'
      ? trainedInFull(model)
      : [...linears.flatMap(({ parameters }) => parameters), ...trainedBeside(model, config, linears)];
  for (const parameter of trainable) parameter.makeTrainable();
  return { trainable, linears, shared, config, remove: () => removeAdapters(model, { linears, shared }) };
}

/** The biases of adapted maps, and the modules that are trained in full. */
function trainedBeside(
  model: Model,
  config: Exclude<AdapterConfig, { readonly kind: 'full' }>,
  linears: readonly AdaptedLinear[],
): Parameter[] {
  const { trainsNewModules = false, trainsPooler = false } = config;
  const head = [
    ...new Set([
      ...headParameters(model),
      ...(trainsNewModules ? newBesideHead(model) : []),
      ...(trainsPooler ? poolerOf(model) : []),
    ]),
  ];
  if (!isPlaced(config)) return head;
  const { bias, savedModules } = config;
  const biases = bias === undefined ? [] : linears.flatMap(({ base }) => base.bias ?? []);
  return [...biases, ...(savedModules === undefined ? head : savedParameters(model, savedModules))];
}

/** All weights but those of modules that are never trained, such as an image encoder. */
function trainedInFull({ parameters, frozenModules = [] }: Model): Parameter[] {
  return [...parameters.values()].filter(
    ({ name }) => !frozenModules.some((module) => name.startsWith(`${module}.`)),
  );
}

/** The weights of the head's trained modules. */
export function headParameters(model: Model): Parameter[] {
  return [...model.parameters.values()].filter(({ name }) =>
    model.trainedHead.some((module) => name.startsWith(`${module}.`)),
  );
}

/** The weights that the base's checkpoint lacks besides those of the head, such as a pooler's: they were drawn at random. */
function newBesideHead(model: Model): Parameter[] {
  const head = headParameters(model);
  const added = (model.newWeights ?? []).flatMap((name) => model.parameters.get(name) ?? []);
  return added.filter((parameter) => !head.includes(parameter));
}

function poolerOf(model: Model): Parameter[] {
  const { family } = model;
  const parameters = poolerParameters(model);
  if (parameters.length > 0) return parameters;
  throw new UserError(
    `Expected a classifier with a pooler for training.pooler: trained, got a ${family} model without one. Leave the key out.`,
    { exitCode: 2 },
  );
}

/** The weights between a model's layers and the trained part of its classifier; none in models without a pooler. */
export function poolerParameters({ parameters, pooler }: Model): Parameter[] {
  return [...parameters.values()].filter(({ name }) => pooler !== undefined && name.startsWith(`${pooler}.`));
}

/** Adapters in a model, and what they share. */
type Inserted = Pick<AdaptedModel, 'linears' | 'shared'>;

function insertAdapters(model: Model, config: PlacedConfig, initial: InitialValues | undefined): Inserted {
  const targets = findTargets(model, config.layers, config.targets).filter(
    ({ projection }) => config.modules?.includes(projection.base.path) ?? true,
  );
  const modules = model.layers.flatMap(({ projections }) =>
    config.targets.flatMap((name) => projections.get(name)?.base.path ?? []),
  );
  ADAPTER_KINDS[config.kind].checkModules?.(config, modules);
  requireFree(targets);
  const method = methodOf(config);
  const bases = targets.map(({ projection }) => projection.base);
  const shared = method.makeShared?.(bases, config, initial) ?? [];
  const linears: AdaptedLinear[] = [];
  try {
    for (const { layer, name, projection } of targets) {
      const linear = method.makeLinear(projection.base, config, { shared, initial });
      linears.push(linear);
      model.layers[layer]?.projections.set(name, linear);
    }
  } catch (error) {
    removeAdapters(model, { linears, shared });
    throw error;
  }
  return { linears, shared };
}

function requireFree(targets: readonly Target[]): void {
  const taken = targets.find(({ projection }) => projection !== projection.base);
  if (taken !== undefined)
    throw new UserError(`Expected ${taken.projection.base.path} to be without an adapter, got one.`);
}

function removeAdapters(model: Model, { linears, shared }: Inserted): void {
  for (const { projections } of model.layers) {
    for (const [name, projection] of projections) {
      if (linears.some((linear) => linear === projection)) projections.set(name, projection.base);
    }
  }
  for (const part of [...linears, ...shared]) part.dispose();
}
