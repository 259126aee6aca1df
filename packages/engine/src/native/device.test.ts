import { requireDevice, toDevice } from './device.ts';

test('a device that is none is refused by its name', () => {
  expect(toDevice('cuda')).toBe('cuda');
  expect(() => requireDevice('nonsense', 'cpu')).toThrow(
    'Unknown LAMELLA_DEVICE "nonsense". Valid: cpu, cuda.',
  );
  expect(() => requireDevice('cdua', 'own')).toThrow(/Did you mean "cuda"\?/);
});

test("an engine for another device is refused, one for the device or of the user's own is not", () => {
  expect(() => requireDevice('cuda', 'cpu')).toThrow(
    'LAMELLA_DEVICE=cuda, got an engine that was set up for cpu. Run: npx nx run engine:setup',
  );
  expect(() => requireDevice('cpu', 'cpu')).not.toThrow();
  expect(() => requireDevice('cuda', 'own')).not.toThrow();
  expect(() => requireDevice(undefined, 'cpu')).not.toThrow();
  expect(() => requireDevice('', 'cuda')).not.toThrow();
});
