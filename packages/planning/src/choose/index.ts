// Settings of a training from the model's kind and the data, each with its reason.
export { given, type Choice } from './choice.ts';
export { chooseBatch, type BatchSettings, type MemoryBudget } from './choose-batch.ts';
export { chooseMaxLength } from './choose-length.ts';
export { chooseEpochs, chooseLearningRate, examplesPerStep, type TrainingTraits } from './choose-training.ts';
