// The entry `@lamella/models/families`: what is known of families without their weights and without the engine.
export { familyNamed, familyRecords, findFamily } from './families.ts';
export type { FamilyRecord, HeadKind } from '../shapes/family-record.ts';
export type { Config, MapShape, ModelShape } from '../shapes/model-shape.ts';
