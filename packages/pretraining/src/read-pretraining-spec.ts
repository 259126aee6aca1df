import { readText, validateYaml } from '@lamella/spec';
import { type AnyPretrainingSpec, pretrainingSpec } from './pretraining-spec.ts';

/**
 * The validated pre-training spec in a YAML file.
 *
 * @throws UserError (exit code 2) when the file can't be read or is not a valid spec
 */
export async function readPretrainingSpec(file: string): Promise<AnyPretrainingSpec> {
  return validateYaml(pretrainingSpec, await readText(file), { file });
}
