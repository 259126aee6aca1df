export { makeReport } from './make-report.ts';
export { figureKeeper, type ReportedRun } from './reported-run.ts';
export { keepReport, removeReport, reportFile } from './write-report.ts';
