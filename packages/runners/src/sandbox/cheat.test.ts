import { CHEATS } from '../testing/cheats.ts';
import { describeInSandbox, sandboxOrReason } from '../testing/sandbox-or-reason.ts';

describeInSandbox('a wrong program', await sandboxOrReason(), (sandbox) => {
  describe.each(Object.entries(CHEATS))('can not pass by %s:', (_, cheats) => {
    test.each(cheats.map((cheat) => [cheat.name, cheat] as const))('one that %s', async (_name, cheat) => {
      const { program, check, verdict } = cheat;
      const judgement = await sandbox.judge({ program, check, timeoutMs: 3000 });
      expect({ verdict, detail: judgement.detail, ...judgement }).toEqual({ ...judgement, verdict });
      expect(judgement.detail).toMatch(/^[^\p{Cc}\p{Cs}]+$/u);
      expect(judgement.detail.length).toBeLessThan(12_000);
    });
  });
});
