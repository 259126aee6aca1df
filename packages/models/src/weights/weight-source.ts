import type { Parameter } from '@lamella/engine';
import { LayerNorm } from '../blocks/layer-norm.ts';
import { Dense, type Projection } from '../blocks/projection.ts';
import { RmsNorm, type RmsNormStyle } from '../blocks/rms-norm.ts';
import type { MapShapes } from '../shapes/model-shape.ts';
import type { Initializer } from './initial-values.ts';
import type { WeightAccount } from './weight-account.ts';

/** A model's weights under a module's path: hands out blocks by the names that the checkpoint gives them. */
export class WeightSource {
  readonly #account: WeightAccount;
  readonly #path: string;

  constructor(account: WeightAccount, path = '') {
    this.#account = account;
    this.#path = path;
  }

  /** The full name of something inside of this module. */
  name(relative: string): string {
    return this.#path === '' ? relative : `${this.#path}.${relative}`;
  }

  /** The weights of a module inside of this one. */
  scope(module: string): WeightSource {
    return new WeightSource(this.#account, this.name(module));
  }

  parameter(name: string, shape: readonly number[], initializer: Initializer): Parameter {
    return this.#account.take(this.name(name), shape, initializer);
  }

  /** A linear map `module.weight` [out, in] with `module.bias` [out]. */
  dense(module: string, inFeatures: number, outFeatures: number): Dense {
    return new Dense(
      this.name(module),
      this.parameter(`${module}.weight`, [outFeatures, inFeatures], 'normal'),
      this.parameter(`${module}.bias`, [outFeatures], 'zeros'),
    );
  }

  /** The linear maps of a layer by their names: those that a quantised model holds quantised. */
  linearMaps(maps: MapShapes): Map<string, Projection> {
    return new Map(
      Object.entries(maps).map(([name, { path, inputs, outputs, hasBias }]) => {
        const weight = this.#account.takeQuantizable(this.name(`${path}.weight`), [outputs, inputs]);
        const bias = hasBias ? this.parameter(`${path}.bias`, [outputs], 'zeros') : undefined;
        return [name, new Dense(this.name(path), weight, bias)];
      }),
    );
  }

  /** A linear map without a bias. */
  linear(module: string, inFeatures: number, outFeatures: number): Dense {
    return new Dense(
      this.name(module),
      this.parameter(`${module}.weight`, [outFeatures, inFeatures], 'normal'),
    );
  }

  /** A layer norm over D features. @param options.hasBias @default true */
  layerNorm(
    module: string,
    features: number,
    { epsilon, hasBias = true }: { readonly epsilon: number; readonly hasBias?: boolean },
  ): LayerNorm {
    const weight = this.parameter(`${module}.weight`, [features], 'ones');
    const bias = hasBias ? this.parameter(`${module}.bias`, [features], 'zeros') : undefined;
    return new LayerNorm(weight, bias, epsilon);
  }

  /** A root mean square norm over D features. */
  rmsNorm(
    module: string,
    features: number,
    { epsilon, style }: { readonly epsilon: number; readonly style: RmsNormStyle },
  ): RmsNorm {
    return new RmsNorm(this.parameter(`${module}.weight`, [features], style.neutral), epsilon, style);
  }

  /** Says which name a tensor has in checkpoints that don't hold it under its own. */
  mayBeStoredAs(name: string, other: string): void {
    this.#account.mayBeStoredAs(this.name(name), this.name(other));
  }

  /** Says that the model has no use for a tensor, whether or not the checkpoint holds it. */
  ignore(name: string): void {
    this.#account.ignore(this.name(name));
  }
}
