import { projectFolder } from '@lamella/core';
import { makeLedger, publishedFolder, renderLedger, runsFolder } from '@lamella/study';
import { describeLineCost, predictLines } from '../ledger/predict-lines.ts';

/** Options of `lamella ledger`. */
export interface LedgerOptions {
  /** Published results alone. */
  readonly published?: boolean;
  /** Also predict what the missing results would take on this machine. */
  readonly cost?: boolean;
  readonly json?: boolean;
}

/** Shows each claim and published number of the paper with ours beside it, and how it stands by the results that there are. */
export async function run(options: LedgerOptions): Promise<number> {
  const project = projectFolder();
  const lines = await makeLedger({
    ...{ project, published: publishedFolder() },
    ...(options.published !== true && { runs: runsFolder() }),
  });
  const costs = options.cost === true ? await predictLines(lines, project) : undefined;
  if (options.json !== true) {
    console.log(
      renderLedger(lines, (line) => {
        const cost = costs?.get(line);
        return cost && describeLineCost(cost);
      }),
    );
    return 0;
  }
  const rows = lines.map((line) => {
    const { claim, experiment, ...judgement } = line;
    return {
      ...{ id: claim.id, claim: claim.claim, source: claim.source, published: claim.published },
      ...{ experiment: experiment.name, scale: experiment.scale, ...judgement },
      ...(costs?.has(line) && { cost: costs.get(line) }),
    };
  });
  console.log(JSON.stringify(rows, null, 2));
  return 0;
}
