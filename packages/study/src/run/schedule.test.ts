import { setTimeout as delay } from 'node:timers/promises';
import { schedule, type ScheduleOptions, type Turn } from './schedule.ts';

interface Trial {
  readonly name: string;
  readonly needs?: string;
  readonly after?: readonly string[];
}
const trial = (name: string, needs?: string): Trial => ({ name, ...(needs !== undefined && { needs }) });

/** Runs trials that take a few milliseconds and writes down what happens. */
async function trace(
  trials: readonly Trial[],
  options: Partial<ScheduleOptions<Trial>> = {},
): Promise<string[]> {
  const events: string[] = [];
  await schedule<Trial>(trials, {
    lanes: 2,
    signal: new AbortController().signal,
    sharedWork: ({ needs }) => needs,
    run: async ({ name }, sharedWorkDone) => {
      events.push(`${name} starts`);
      await delay(10);
      events.push(`${name} measured`);
      sharedWorkDone();
      await delay(30);
      events.push(`${name} ends`);
      return 'ended';
    },
    pause: () => delay(5),
    ...options,
  });
  return events;
}

describe('schedule', () => {
  test('keeps the order, and no more run at a time than there are lanes', async () => {
    let running = 0;
    let most = 0;
    const started: string[] = [];
    await trace(
      ['a', 'b', 'c', 'd', 'e'].map((name) => trial(name)),
      {
        run: async ({ name }) => {
          started.push(name);
          most = Math.max(most, ++running);
          await delay(5);
          running--;
          return 'ended';
        },
      },
    );
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(most).toBe(2);
  });

  test('the second of two that share work waits until it is done; one that needs nothing goes ahead', async () => {
    const events = await trace([trial('a', 'cka'), trial('b', 'cka'), trial('c')]);
    expect(events.indexOf('c starts')).toBeLessThan(events.indexOf('b starts'));
    expect(events.indexOf('a measured')).toBeLessThan(events.indexOf('b starts'));
    expect(events.filter((event) => event.endsWith('ends'))).toHaveLength(3);
  });

  test('others go on as soon as shared work is done, before the first trial ends', async () => {
    const events = await trace([trial('a', 'cka'), trial('b', 'cka')]);
    expect(events.indexOf('b starts')).toBeLessThan(events.indexOf('a ends'));
  });

  test('if the first one fails at shared work, the next one tries it, alone', async () => {
    const started: string[] = [];
    let running = 0;
    let most = 0;
    await trace([trial('a', 'cka'), trial('b', 'cka'), trial('c', 'cka')], {
      run: async ({ name }) => {
        started.push(name);
        most = Math.max(most, ++running);
        await delay(5);
        running--;
        return 'ended';
      },
    });
    expect(started).toEqual(['a', 'b', 'c']);
    expect(most).toBe(1);
  });

  test('nothing starts after an abort', async () => {
    const controller = new AbortController();
    const started: string[] = [];
    await trace([trial('a'), trial('b'), trial('c'), trial('d', 'x')], {
      signal: controller.signal,
      run: async ({ name }) => {
        started.push(name);
        await delay(5);
        controller.abort();
        return 'ended';
      },
    });
    expect(started).toEqual(['a', 'b']);
  });

  test('an error stops the rest, also those that wait, and comes out when the running ones have ended', async () => {
    const ended: string[] = [];
    const run = async ({ name }: Trial): Promise<Turn> => {
      await delay(name === 'a' ? 5 : 20);
      if (name === 'a') throw new Error('disk full');
      ended.push(name);
      return 'ended';
    };
    const trials = [trial('b', 'cka'), trial('a'), trial('c', 'cka'), trial('d')];
    await expect(trace(trials, { run })).rejects.toThrow('disk full');
    expect(ended).toEqual(['b']);
  });

  test('what another process runs is tried again once nothing else is left, by one lane', async () => {
    const turns: string[] = [];
    let pauses = 0;
    await trace([trial('a'), trial('b'), trial('c', 'cka'), trial('d', 'cka')], {
      run: async ({ name }) => {
        turns.push(name);
        await delay(2);
        return (name === 'a' || name === 'c') && pauses < 2 ? 'elsewhere' : 'ended';
      },
      pause: async () => {
        pauses++;
        await delay(5);
      },
    });
    expect(turns.slice(0, 4).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(turns.slice(4, 6)).toEqual(['a', 'c']);
    expect(pauses).toBe(2);
  });

  test('waiting for other processes ends with an abort', async () => {
    const controller = new AbortController();
    await trace([trial('a')], {
      run: async () => 'elsewhere',
      pause: async () => controller.abort(),
      signal: controller.signal,
    });
    expect(controller.signal.aborted).toBe(true);
  });

  test('a trial waits until those before it have ended, and for none that is not there', async () => {
    const trials: Trial[] = [
      { name: 'late', after: ['first', 'second', 'elsewhere'] },
      trial('first'),
      trial('second'),
      trial('third'),
    ];
    const order = { idOf: ({ name }: Trial) => name, after: ({ after = [] }: Trial) => after };
    for (const lanes of [1, 3]) {
      const events = await trace(trials, { ...order, lanes });
      const start = events.indexOf('late starts');
      expect(start).toBeGreaterThan(events.indexOf('first ends'));
      expect(start).toBeGreaterThan(events.indexOf('second ends'));
      expect(events).toContain('late ends');
    }
  });

  test('a trial waits for one that another process runs', async () => {
    const turns: string[] = [];
    let pauses = 0;
    await trace([{ name: 'late', after: ['first'] }, trial('first')], {
      idOf: ({ name }) => name,
      after: ({ after = [] }) => after,
      run: ({ name }) => {
        turns.push(name);
        return Promise.resolve(name === 'first' && pauses < 3 ? 'elsewhere' : 'ended');
      },
      pause: () => Promise.resolve(void pauses++),
    });
    expect(turns).toEqual(['first', 'first', 'first', 'first', 'late']);
  });
});
