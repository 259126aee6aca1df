import { mergeAdapter, type MergeRequest } from '../merge/merge-adapter.ts';

/** Merges an adapter into its base model, and says how far the logits moved. */
export async function run(request: MergeRequest): Promise<number> {
  const { largestGap, numTexts } = await mergeAdapter(request);
  console.log(
    `Merged into ${request.output}. Largest difference of a logit, before and after, on ${numTexts} texts: ${largestGap.toExponential(1)}`,
  );
  return 0;
}
