import { isScored } from '@lamella/metrics/scores';
import type { FigureRows, ImportanceRow } from '@lamella/plots';
import { modelLabel } from '@lamella/spec';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from '../tables/collect-cells.ts';
import { drawRows, splitDraws } from '../tables/draws.ts';
import { groupRows, loggedLossRows, sweepRows, titleOf } from '../tables/rows.ts';
import { variantRows } from './variant-rows.ts';

/** The rows that figures are drawn from: the cells that are done, and the importance that their layers were selected by. */
export function toFigureRows(cells: readonly TrialCell[]): FigureRows {
  const { arms, draws } = splitDraws(cells);
  return {
    scores: sweepRows(arms).filter(isScored),
    ...(draws.length > 0 && { draws: drawRows(draws).filter(isScored) }),
    importance: toImportanceRows(cells),
    variants: variantRows(cells),
    groups: groupRows(arms),
    losses: loggedLossRows(arms),
  };
}

/** Each measurement once: the results of all trials that it selects layers for hold its values. */
function toImportanceRows(cells: readonly TrialCell[]): ImportanceRow[] {
  const measured = new Map<string, ImportanceRow[]>();
  for (const { trial, result } of cells) {
    const { importanceFile, scores, certainty } = result?.selection ?? {};
    if (!importanceFile || !scores || trial.importance === null || measured.has(importanceFile)) continue;
    const { task, model } = trial;
    const common = {
      ...{ model: modelLabel(model), task, taskTitle: titleOf(trial) },
      method: trial.importance.method,
    };
    measured.set(
      importanceFile,
      scores.map((importance, layer) => ({
        ...{ ...common, layer, importance },
        ...intervalOf(certainty, layer),
        ...(certainty && { hasConstantInput: certainty.constantInputs.includes(layer) }),
      })),
    );
  }
  return [...measured.values()].flat();
}

/** The interval of a layer's importance; none of one whose input is the same for every sample. */
function intervalOf(
  certainty: DoneResult['selection']['certainty'],
  layer: number,
): Pick<ImportanceRow, 'lower' | 'upper'> {
  const [lower, upper] = [certainty?.lower[layer], certainty?.upper[layer]];
  const isKnown =
    lower !== undefined && upper !== undefined && certainty?.constantInputs.includes(layer) === false;
  return isKnown ? { lower, upper } : {};
}
