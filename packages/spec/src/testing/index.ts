export { exampleSpec } from './example-spec.ts';
export { exampleWorkspace, type ExampleWorkspace } from './example-workspace.ts';
export { DEBERTA, DECODERS, LAYERS, PARAMETERS, ROBERTA, rowsOf } from './paper-tables.ts';
