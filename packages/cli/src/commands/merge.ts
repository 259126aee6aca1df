import { mergeAdapter, type MergeRequest } from '../merge/merge-adapter.ts';

/** Merges an adapter into its base model, and says how far the logits moved. */
export async function run({
  json = false,
  ...request
}: MergeRequest & { readonly json?: boolean }): Promise<number> {
  const { largestGap, numTexts } = await mergeAdapter(request);
  if (json) console.log(JSON.stringify({ output: request.output, largestGap, numTexts }, null, 2));
  else
    console.log(
      `Merged into ${request.output}. Largest difference of a logit, before and after, on ${numTexts} texts: ${largestGap.toExponential(1)}`,
    );
  return 0;
}
