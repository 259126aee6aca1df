import { type Model, toNewerName } from '@lamella/models';
import { matchesKey, type Pattern } from '../patterns/index.ts';

/** The modules that a pattern's key stands for, by either name, and those that it stands for by one name alone. */
interface Matched {
  readonly paths: readonly string[];
  readonly isSameByEither: boolean;
}

/**
 * A pattern of a file for the modules that a model has. Keys that stand for none are left out: PEFT passes over them. Those
 * that stand for modules by one name alone, ours or that of newer releases of transformers, become whole paths of ours.
 *
 * @param targets the projections that are adapted
 */
export function fromPeftPattern(pattern: Pattern, model: Model, targets: readonly string[]): Pattern {
  return rewrite(pattern, (key) => {
    const { paths, isSameByEither } = findMatches(key, model, targets);
    if (paths.length === 0) return [];
    return isSameByEither ? [key] : paths;
  });
}

/**
 * A pattern of ours for a file: where transformers has renamed modules and a key is found under one name alone, both names of
 * each module.
 */
export function toPeftPattern(pattern: Pattern, model: Model, targets: readonly string[]): Pattern {
  return rewrite(pattern, (key) => {
    const { paths, isSameByEither } = findMatches(key, model, targets);
    return isSameByEither ? [key] : paths.flatMap((path) => [path, toNewerName(model, path)]);
  });
}

/** The first of equal keys counts, as the first that matches does. */
function rewrite(pattern: Pattern, keysFor: (key: string) => readonly string[]): Pattern {
  const rewritten = new Map<string, number>();
  for (const [key, value] of Object.entries(pattern))
    for (const each of keysFor(key)) if (!rewritten.has(each)) rewritten.set(each, value);
  return Object.fromEntries(rewritten);
}

function findMatches(key: string, model: Model, targets: readonly string[]): Matched {
  const all = model.layers.flatMap(({ projections }) =>
    targets.flatMap((name) => projections.get(name)?.base.path ?? []),
  );
  const found = all.map((path) => ({
    path,
    byOurs: matchesKey(path, key),
    byNewer: matchesKey(toNewerName(model, path), key),
  }));
  return {
    paths: found.filter(({ byOurs, byNewer }) => byOurs || byNewer).map(({ path }) => path),
    isSameByEither: found.every(({ byOurs, byNewer }) => byOurs === byNewer),
  };
}
