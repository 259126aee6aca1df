import { UserError } from '@lamella/core';
import { checkFields, configReader, type Fields } from '@lamella/files';
import type { RopeConfig } from '../shapes/rope-config.ts';
import { agree, readRopeParameters } from '../config/read-rope.ts';
import { ROTATION_GROUPS } from './modernbert-fields.ts';

/** Kinds of attention, by the names of transformers 5: a token sees all tokens, or those that are near. */
export const LAYER_KINDS = ['full_attention', 'sliding_attention'] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** The field that older releases have for each rotation, and its value where none is given. */
const OLDER_THETA: Readonly<Record<LayerKind, readonly [key: string, fallback: number]>> = {
  full_attention: ['global_rope_theta', 160_000],
  sliding_attention: ['local_rope_theta', 10_000],
};

/** The kinds of layers of which each n-th, from the first on, sees all tokens. */
export function layerKindsEvery(n: number, numLayers: number): LayerKind[] {
  return Array.from({ length: numLayers }, (_, l) => (l % n === 0 ? 'full_attention' : 'sliding_attention'));
}

/**
 * Reads `layer_types`, which transformers 5 writes, or `global_attn_every_n_layers`. Where a file has both, they have to agree.
 *
 * @param where the file's path, for errors
 * @throws {UserError} for other kinds of layers, or for another number of them
 */
export function readLayerKinds(source: Fields, where: string, numLayers: number): readonly LayerKind[] {
  const key = 'global_attn_every_n_layers';
  const older = layerKindsEvery(configReader(source, where).size(key, 3), numLayers);
  const types = source['layer_types'] ?? older;
  if (!Array.isArray(types) || types.length !== numLayers || !types.every(isLayerKind))
    throw new UserError(
      `Expected "layer_types" in ${where} to be a list of "${LAYER_KINDS.join('" and "')}", one for each of ${numLayers} layers, ` +
        `got ${JSON.stringify(types)}.`,
    );
  if ((source[key] ?? null) === null || types.every((type, l) => type === older[l])) return types;
  throw new UserError(
    `Expected "layer_types" in ${where} to be as "${key}" says, which older releases of transformers read, ` +
      `got ${JSON.stringify(types)} and ${JSON.stringify(source[key])}.`,
  );
}

/**
 * Reads the rotation of each kind of layer: from `rope_parameters` of transformers 5, and from the fields that older releases have.
 *
 * @param where the file's path, for errors
 */
export function readRotations(source: Fields, where: string): Readonly<Record<LayerKind, RopeConfig>> {
  const groups = configReader(source, where).object('rope_parameters') ?? {};
  const place = `"rope_parameters" of ${where}`;
  checkFields(groups, ROTATION_GROUPS, { where: place, unknown: 'refused' });
  const read = (kind: LayerKind): RopeConfig => {
    const [key, fallback] = OLDER_THETA[kind];
    const fields = configReader(groups, place).object(kind) ?? {};
    if (source[key] === null)
      throw new UserError(
        `Expected "${key}" in ${where} to be a number above 0 or absent, got null: releases of transformers differ in what it means.`,
      );
    agree([key, source[key], fields['rope_theta']], where);
    const theta = configReader(source, where).positive(key, fallback);
    return readRopeParameters(fields, `"${kind}" in ${place}`, theta);
  };
  return { full_attention: read('full_attention'), sliding_attention: read('sliding_attention') };
}

function isLayerKind(value: unknown): value is LayerKind {
  return LAYER_KINDS.some((kind) => kind === value);
}
