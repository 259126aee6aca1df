// What the declarations of the installed packages have to refuse; compiled outside of the workspace.
import { linearCka } from '@lamella/metrics';
import { loadModel } from '@lamella/models';
import { drawFigures } from '@lamella/study/figures';

const x = { rows: 2, columns: 1, data: Float64Array.of(1, 2) };
// @ts-expect-error CKA is a number
export const text: string = linearCka(x, x);
// @ts-expect-error there is no such head
loadModel('folder', { head: 'tail' });
// @ts-expect-error figures are of a spec
export const drawn = drawFigures('spec');
