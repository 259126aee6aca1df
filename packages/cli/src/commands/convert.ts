import { convertAdapter, type ConvertRequest } from '../convert/convert-adapter.ts';

/** Writes a PiSSA adapter as a plain LoRA. */
export async function run(request: ConvertRequest): Promise<number> {
  const { rank, newRank } = await convertAdapter(request);
  console.log(`PiSSA of rank ${rank} as plain LoRA of rank ${newRank}: ${request.output}`);
  return 0;
}
