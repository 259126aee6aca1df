// What is needed before the engine loads: it reads the number of threads once.
export { type BenchedWord, benchedMethod } from './benched-method.ts';
export { reportFigures } from './report-figures.ts';
