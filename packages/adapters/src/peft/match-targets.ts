import { UserError } from '@lamella/core';
import { type Model, toNewerName } from '@lamella/models';
import { pythonPattern } from '../patterns/index.ts';

/** Which modules PEFT adapts. */
export interface TargetFields {
  /** Names that paths end with, or one regular expression that is all of a path. */
  readonly target_modules: readonly string[] | string;
  /** Modules that are left out, in the same way. */
  readonly exclude_modules?: readonly string[] | string | null;
  readonly layers_to_transform?: readonly number[] | number | null;
  /** The name of the list of layers, if not any list will do. */
  readonly layers_pattern?: readonly string[] | string | null;
}

/** The linear maps that are adapted. */
export interface MatchedTargets {
  readonly layers: readonly number[];
  readonly targets: readonly string[];
  /** Their paths, if layers differ in their targets. */
  readonly modules?: readonly string[];
}

/**
 * The layers and targets that a PEFT config stands for on a model, by PEFT's matching rule: a module is adapted if its path
 * equals a target, or ends with `.target` and lies in one of the layers. Paths count as our models have them and as newer
 * releases of transformers do.
 *
 * @param where the file, for errors
 * @throws {UserError} for fields that stand for nothing, or for different modules in different releases of PEFT
 */
export function matchTargets(fields: TargetFields, model: Model, where: string): MatchedTargets {
  const { target_modules: wanted } = fields;
  if (wanted === 'all-linear')
    throw new UserError(
      `Expected target_modules of ${where} to list modules, got "all-linear", which stands for other modules in each release of PEFT and is not supported.`,
    );
  const isMatch = matcher(fields, where);
  const matched = model.layers.flatMap(({ projections }, layer) =>
    [...projections].flatMap(([name, { base }]) =>
      isMatch([base.path, toNewerName(model, base.path)]) ? [{ layer, name, path: base.path }] : [],
    ),
  );
  if (matched.length === 0)
    throw new UserError(
      `Expected target_modules of ${where} to match modules of the ${model.family} model, got no match for ${[wanted].flat().join(', ')}.`,
    );
  const layers = [...new Set(matched.map(({ layer }) => layer))];
  const targets = [...new Set(matched.map(({ name }) => name))];
  const isSameInEach = matched.length === layers.length * targets.length;
  return { layers, targets, ...(!isSameInEach && { modules: matched.map(({ path }) => path) }) };
}

/** Whether a module is adapted, by the names of it. */
function matcher(fields: TargetFields, where: string): (paths: readonly string[]) => boolean {
  const { target_modules: wanted, exclude_modules: excluded, layers_to_transform: layers } = fields;
  const isExcluded =
    excluded === null || excluded === undefined || excluded.length === 0
      ? () => false
      : endMatcher(excluded, `exclude_modules of ${where}`);
  const isTarget = endMatcher(wanted, `target_modules of ${where}`);
  const numbers = [layers ?? []].flat();
  if (numbers.length === 0) return (paths) => !paths.some(isExcluded) && paths.some(isTarget);
  if (typeof wanted === 'string')
    throw new UserError(
      `Expected target_modules of ${where} to be a list beside layers_to_transform, as PEFT does, got the regular expression "${wanted}".`,
    );
  const layerOf = layerReader(fields, where);
  const isWanted = (path: string): boolean =>
    wanted.includes(path) || (isTarget(path) && numbers.some((number) => number === layerOf(path)));
  return (paths) => !paths.some(isExcluded) && paths.some(isWanted);
}

function endMatcher(names: readonly string[] | string, what: string): (path: string) => boolean {
  if (typeof names !== 'string')
    return (path) => names.some((name) => path === name || path.endsWith(`.${name}`));
  const pattern = pythonPattern(names, what, ['^(?:', ')$']);
  return (path) => pattern.test(path);
}

/** The number behind the name of the list of layers; undefined for a module in no such list. */
function layerReader(
  { layers_pattern: names }: TargetFields,
  where: string,
): (path: string) => number | undefined {
  const read = (expressions: readonly string[], path: string): number | undefined => {
    const found = expressions.map((each) => pythonPattern(each, `layers_pattern of ${where}`).exec(path));
    const digits = found.find((match) => match !== null)?.groups?.['layer'];
    return digits === undefined ? undefined : Number(digits);
  };
  if (names === undefined || names === null || names.length === 0)
    return (path) => read([String.raw`^.*?\.[^.]*\.(?P<layer>\d+)\.`], path);
  const patterns = [names].flat();
  return (path) => {
    const layer = read(
      patterns.map((name) => String.raw`^(?:^|.*?\.)${name}\.(?P<layer>\d+)\.`),
      path,
    );
    // Until 0.13, PEFT wanted a module before the list.
    if (
      layer ===
      read(
        patterns.map((name) => String.raw`^.*\.${name}\.(?P<layer>\d+)\.`),
        path,
      )
    )
      return layer;
    throw new UserError(
      `Expected layers_pattern of ${where} to be one that every release of PEFT reads alike, got ${patterns.join(', ')}, which early ones do not find in ${path}.`,
    );
  };
}
