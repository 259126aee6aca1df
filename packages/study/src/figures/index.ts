export { drawFigures, eachFigure } from './draw-figures.ts';
export { formatFigures, type DrawnFigures } from './format-figures.ts';
