import type { Model } from '@lamella/models';
import { fillValues, findParameter, readValues } from '../parameter-values.ts';

/** The module of a LLaVA that is its language model. */
const LANGUAGE_MODEL = 'language_model';

/** Gives a LLaVA the weights of a language model; tokens that the latter has not keep the weights they have. */
export function startFromLanguageModel(llava: Model, languageModel: Model): void {
  for (const [name, source] of languageModel.parameters) {
    const target = findParameter(llava, `${LANGUAGE_MODEL}.${name}`);
    const [known, before] = [readValues(source), readValues(target)];
    const [, columns = 1] = target.shape;
    fillValues(target, (row, column) => {
      const index = row * columns + column;
      return known[index] ?? before[index] ?? NaN;
    });
  }
}
