/**
 * Runs the graders on the published benchmarks. Every reference answer has to be found and to agree with itself and
 * with the same answer written in other ways; every reference solution has to pass in the sandbox, every broken one
 * has to fail, and so has every program that knows no test.
 *
 *     node --import tsx tools/checks/grade-real-data.ts DATA_FOLDER [--pairs]
 *
 * The folder holds math/gsm8k/{train,test}.jsonl, math/MATH/{test_5000,math500_test}.jsonl and
 * code/{HumanEval.jsonl,mbpp.jsonl,sanitized-mbpp.json}. With --pairs it only prints
 * the reference answers of MATH that are written differently but agree (minutes): are they all the same answer?
 */
import { join } from 'node:path';
import { gradePrograms } from './grading/grade-programs.ts';
import { findAgreements, gradeMathAnswers } from './grading/grade-math-answers.ts';

const [folder, option] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node --import tsx tools/checks/grade-real-data.ts DATA_FOLDER [--pairs]');
  process.exit(2);
}
if (option === '--pairs') {
  console.log(findAgreements(join(folder, 'math')).join('\n'));
  process.exit();
}
const reports = [...gradeMathAnswers(join(folder, 'math')), ...(await gradePrograms(join(folder, 'code')))];
for (const { name, passed, total, failures } of reports) {
  console.log(`${name}: ${passed} of ${total}`);
  for (const failure of failures) console.log(`  ${failure}`);
}
process.exitCode = reports.some(({ passed, total }) => passed !== total) ? 1 : 0;
