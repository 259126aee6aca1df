import { type GenerationRequest, generateForCommand } from '../generate/generate-for-command.ts';

/** Options of `lamella generate`. */
export interface GenerateOptions extends GenerationRequest {
  readonly json?: boolean;
}

/** Continues texts, and prints what is new. */
export async function run(options: GenerateOptions): Promise<number> {
  const reports = await generateForCommand(options);
  if (options.json === true) console.log(JSON.stringify(reports, null, 2));
  else console.log(reports.map(({ text }) => text.trim()).join('\n\n'));
  return 0;
}
