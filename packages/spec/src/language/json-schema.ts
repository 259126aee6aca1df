import { z } from 'zod';
import { experimentSpec } from './experiment-spec.ts';

/** The JSON Schema of a spec, for editors: what completes and checks a file with a `# yaml-language-server` line. */
export function specJsonSchema(): object {
  return {
    ...z.toJSONSchema(experimentSpec, { io: 'input' }),
    title: 'Lamella experiment',
    description: "Made from packages/spec by write-schema.ts: don't edit.",
  };
}
