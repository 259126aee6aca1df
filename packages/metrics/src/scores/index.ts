export type { GroupScore } from './group-score.ts';
export { isScored, type Gap, type GapRow, type ScoreRow, type SweepRow } from './score-row.ts';
export {
  spreadBy,
  summariseAverages,
  summariseTasks,
  type AverageSummary,
  type Gaps,
  type SettingGroup,
  type Spread,
  type TaskSummary,
} from './summarise-scores.ts';
