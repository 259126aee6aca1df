export { drawFigures, eachFigure } from './draw-figures.ts';
export { writePublished } from './write-published.ts';
export { formatFigures, type DrawnFigures } from './format-figures.ts';
