import { z } from 'zod';
import { experimentSpec } from './experiment-spec.ts';

interface JsonSchema {
  readonly properties: Readonly<Record<string, object & { readonly required?: readonly string[] }>>;
  readonly required: readonly string[];
}

/**
 * The JSON Schema of a spec, for editors: what completes and checks a file with a `# yaml-language-server` line. What a spec has to
 * say may stand in the one that it extends, but for its name.
 */
export function specJsonSchema(): object {
  const { properties, required, ...schema } = z.toJSONSchema(experimentSpec, {
    io: 'input',
  }) as unknown as JsonSchema;
  const { sweep = {} } = properties;
  const { required: ofSweep = [], ...freeSweep } = sweep;
  return {
    ...schema,
    properties: { ...properties, sweep: freeSweep },
    required: ['name'],
    if: { not: { required: ['extends'] } },
    then: { required, properties: { sweep: { required: ofSweep } } },
    title: 'Lamella experiment',
    description: "Made from packages/spec by write-schema.ts: don't edit.",
  };
}
