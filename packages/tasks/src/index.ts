export type {
  Benchmark,
  BenchmarkRecord,
  ChoiceBenchmark,
  ChoiceQuestion,
  Grade,
  Judge,
  ProgramToJudge,
  Question,
  WrittenBenchmark,
} from './benchmark.ts';
export { requireTable, type DataSource, type Rows } from './data-source.ts';
export { columnProblems, taskProblems, type ColumnProblem } from './tables/column-problems.ts';
export { mapTableFiles, type TableData } from './tables/table-data.ts';
export { loadTableRows, type TableRowsToMeasure } from './text-classification/load-table-rows.ts';
export {
  loadTableTask,
  type LoadTableOptions,
  type TableTask,
} from './text-classification/load-table-task.ts';
export { splitRows, splitSettings, type RowSplit, type SplitSettings } from './tables/split-rows.ts';
export { describeTableRows, tableRows, type TableRows } from './tables/table-rows.ts';
export { TableExamples } from './text-classification/table-examples.ts';
export {
  isClassifierTableTask,
  isTableTask,
  tableTaskInfo,
  tableTaskNames,
  type TableTaskInfo,
  type ClassifierTableTask,
  type TableTaskName,
} from './tables/table-tasks.ts';
export { checkTaskData } from './loading/check-task-data.ts';
export { toGlueSource } from './loading/glue-source.ts';
export { loadTask, type LoadTaskOptions, type TaskData, type TaskSource } from './loading/load-task.ts';
export type { SplitLimits, Splits } from './glue/splits.ts';
export { GLUE_TASKS, taskInfo, type GlueTask, type TaskInfo } from './glue/tasks.ts';
export { extractAnswerStrict, extractLastNumber, extractStatedAnswer } from './grading/extract-number.ts';
export { gradeChoices, type ChoiceGrade } from './grading/grade-choices.ts';
export { sanitisedProgram } from './grading/others/evalplus.ts';
export { sameNumber } from './grading/same-number.ts';
export { readGsm8k, type Gsm8kProblem } from './gsm8k/read-gsm8k.ts';
export { humanEvalBenchmark } from './humaneval/humaneval.ts';
export { humanEvalHelpers, readHumanEval, type HumanEvalProblem } from './humaneval/read-human-eval.ts';
export { loadTextTask } from './loading/load-text-task.ts';
export { mathAnswersAgree } from './math/math-answers-agree.ts';
export { normalizeMath } from './math/normalize-math.ts';
export { readMath, type MathProblem } from './math/read-math.ts';
export { mbppEntryPoint, readMbpp, type MbppProblem } from './mbpp/read-mbpp.ts';
export { miniSqa } from './mini-sqa/mini-sqa.ts';
export { otherScoreNames, type OtherScoreName } from './other-score-names.ts';
export {
  benchmarkInfo,
  benchmarkNames,
  isBenchmark,
  isChoiceTask,
  isTextTask,
  numOutputs,
  taskKind,
  taskNames,
  textTaskInfo,
  textTaskNames,
  type BenchmarkName,
  type TaskName,
  type TextTaskName,
} from './registry.ts';
export { scienceBenchmark, scienceChat, scienceTarget } from './scienceqa/science-benchmark.ts';
export type { ScienceQuestion } from './scienceqa/science-question.ts';
export { scoredBenchmarks } from './scored-benchmarks.ts';
export { otherMetrics, scoreAnswers, type GradedAnswer } from './score-answers.ts';
export {
  loadTextGeneration,
  loadTextRows,
  type TextGenerationData,
} from './text-generation/load-text-generation.ts';
export { readConversation } from './text-generation/read-messages.ts';
export { contextAt, textAt, type TextColumns } from './text-generation/read-text-rows.ts';
export type { Message, TextExample, TextRow } from './text-generation/text-row.ts';
export type { TextTask, TextTaskRecord } from './text-task.ts';
export { othersOf, withScores } from './with-scores.ts';
