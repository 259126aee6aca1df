import { type Config, familyNamed, type MapShape, type ModelShape } from '@lamella/models/families';

const known = new WeakMap<Config, ModelShape>();

/**
 * Reads a model's shape from its config.json alone. Of the same object it is read once: all trials of a sweep ask for it.
 *
 * @throws {UserError} for an unknown architecture or a missing size
 */
export function readModelShape(config: Config): ModelShape {
  const shape = known.get(config) ?? readShape(config);
  known.set(config, shape);
  return shape;
}

function readShape(config: Config): ModelShape {
  const {
    name: family,
    kind,
    layersPath,
    newerLayersPath,
    paperTargets,
    ...record
  } = familyNamed(String(config['model_type']));
  const newer = newerLayersPath === undefined ? {} : { newerLayersPath };
  return { family, kind, layersPath, ...newer, paperTargets, ...record.readSizes(config) };
}

/**
 * The path of a linear map in the checkpoint, which rank and alpha patterns are matched with.
 *
 * @example modulePath(shape, 3, 'q_proj') // 'model.layers.3.self_attn.q_proj'
 */
export function modulePath({ layersPath, maps }: ModelShape, layer: number, name: string): string {
  return `${layersPath}.${layer}.${maps[name]?.path ?? name}`;
}

/** Parameters of a linear map. */
export function countMap({ inputs, outputs, hasBias }: MapShape): number {
  return inputs * outputs + (hasBias ? outputs : 0);
}

/** All parameters of a model without a classification head. */
export function countModel({ numLayers, maps, norms, outside }: ModelShape): number {
  const mapsOfLayer = Object.values(maps).reduce((sum, map) => sum + countMap(map), 0);
  return numLayers * mapsOfLayer + norms + outside;
}
