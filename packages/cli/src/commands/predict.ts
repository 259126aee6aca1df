import { predictForCommand, type PredictRequest } from '../predict/predict-for-command.ts';

/** Predicts the rows of a table, and writes them to a file or to standard output. */
export async function run(request: PredictRequest): Promise<number> {
  const isShown = process.stderr.isTTY;
  const numRows = await predictForCommand(request, {
    onRows: (done, all) => {
      if (isShown) process.stderr.write(`\r${done} of ${all} rows`);
    },
    write: (text) => void process.stdout.write(text),
  });
  if (isShown) process.stderr.write('\r\u001b[K');
  if (request.output !== undefined) console.error(`${numRows} rows predicted: ${request.output}`);
  return 0;
}
