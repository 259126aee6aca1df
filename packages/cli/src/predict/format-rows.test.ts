import { csv, jsonLines } from './format-rows.ts';

const row = {
  id: 7,
  text: 'He said "no",\nthen left',
  missing: undefined,
  prediction: 'no',
  probabilities: { no: 0.75, 'yes, maybe': 0.25 },
};

test('CSV quotes as RFC 4180 says, and has a column for every class', () => {
  expect(csv.header(row)).toBe('id,text,missing,prediction,probabilities.no,"probabilities.yes, maybe"\n');
  expect(csv.row(row)).toBe('7,"He said ""no"",\nthen left",,no,0.75,0.25\n');
  expect(csv.row({ list: [1, 'a'], prediction: 1.5 })).toBe('"[1,""a""]",1.5\n');
});

test('JSON Lines hold an object per row, and no header', () => {
  expect(jsonLines.header(row)).toBe('');
  expect(JSON.parse(jsonLines.row(row))).toEqual({ ...row, missing: undefined });
  expect(jsonLines.row(row)).toMatch(/^[^\n]+\n$/);
});
