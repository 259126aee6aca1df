import { CHEATS } from '../testing/cheats.ts';
import { describeInSandbox, sandboxOrReason } from '../testing/sandbox-or-reason.ts';

describeInSandbox('a wrong program', await sandboxOrReason(), (sandbox) => {
  describe.each(Object.entries(CHEATS))('can not pass by %s:', (_, cheats) => {
    test.each(cheats.map((cheat) => [cheat.name, cheat] as const))('one that %s', async (_name, cheat) => {
      const { program, check, verdict } = cheat;
      const timeoutMs = verdict === 'timed out' ? 3000 : 20_000;
      const judgement = await sandbox.judge({ program, check, timeoutMs });
      expect(judgement).toEqual({ verdict, detail: expect.any(String) });
      expect(judgement.detail).toMatch(/^[^\p{Cc}\p{Cs}]+$/u);
      expect(judgement.detail.length).toBeLessThan(12_000);
    });
  });
});
