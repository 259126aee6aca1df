import type { Parameter } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import type { AdaptedLinear, InitialValues } from './adapted-linear.ts';
import type { PeftFormat } from './peft-format.ts';

/** Inputs of an adapter of one linear map, besides the map and the settings. */
export interface LinearParts {
  /** The weights that `makeShared` made; the adapted model owns them. */
  readonly shared: readonly Parameter[];
  readonly initial?: InitialValues | undefined;
}

/** A kind of adapter as far as the engine is needed: its linear map, and its files. */
export interface AdapterMethod<Config> {
  readonly peft: PeftFormat<Config>;
  /**
   * Frozen weights that all adapted maps of a model read. The adapted model owns them and frees them after the maps.
   *
   * @param bases every map that is adapted
   */
  makeShared?(
    bases: readonly Dense[],
    config: Config,
    initial: InitialValues | undefined,
  ): readonly Parameter[];
  /**
   * The adapter of a linear map. It owns what it makes.
   *
   * @throws {UserError} for settings that do not fit the map
   */
  makeLinear(base: Dense, config: Config, parts: LinearParts): AdaptedLinear;
}
