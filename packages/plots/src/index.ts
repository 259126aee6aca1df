export { columnTitle } from './column-titles.ts';
export { type ArmDifference, differenceEnd } from './difference-end.ts';
export {
  drawFigure,
  figureNames,
  type Figure,
  type FigureName,
  type FigureOptions,
  type SkippedFigure,
} from './draw-figure.ts';
export { drawGrowth, type GrowthCurve, type GrowthWords } from './draw-growth.ts';
export type {
  AgreementRow,
  DifferenceRow,
  FigureRows,
  GroupRow,
  ImportanceRow,
  LossRow,
  ScoreRow,
  VariantRow,
} from './rows.ts';
export { saveFigure } from './save-figure.ts';
