import { expect, onTestFinished, test } from 'vitest';
import type { ThreadEvents, ThreadLink } from '#dist/host/screens/screens-thread.js';
import { ScreensThread } from '#dist/host/screens/screens-thread.js';
import { Screens } from '#dist/host/screens/screens.js';
import { until } from '../support/until.js';

const large = 4_194_304;

test('a thread that is ended is replaced, and the screens are followed again', async () => {
  const { threads, screens, errors } = await screensOf();
  const lost: string[] = [];
  const screen = screens.open(options({ onLost: ({ message }) => lost.push(message) }));
  screen.write('before', () => undefined);
  expect((await screen.read(large)).data).toContain('before');
  await threads[0]?.end();
  await until(() => lost.length === 1, { what: 'the loss is said' });
  screen.write('after', () => undefined);
  const { data } = await screen.read(large);
  expect(data).toContain('after');
  expect(data).not.toContain('before');
  expect([threads.length, errors.length]).toEqual([2, 1]);
  expect(lost[0]).toContain('what was on them is gone');
});

test('a screen is read while others are flooded, and what is written comes before what is read', async () => {
  const { screens } = await screensOf();
  const floods = Array.from({ length: 5 }, () => screens.open(options()));
  let isOver = false;
  for (const flood of floods) {
    const more = () => {
      if (!isOver) flood.write('flood\r\n'.repeat(5000), onShown(35_000, more));
    };
    more();
  }
  const screen = screens.open(options());
  for (let count = 0; count < 20; count++) {
    screen.write(`line ${count}\r\n`, () => undefined);
    expect((await screen.read(large)).data).toContain(`line ${count}`);
  }
  isOver = true;
});

test('a program that asks is answered, in the size its screen has', async () => {
  const { screens } = await screensOf();
  const replies: string[] = [];
  const screen = screens.open(options({ onReply: (reply) => replies.push(reply) }));
  screen.resize(40, 10);
  screen.write('\u001b[999;999H\u001b[6n', () => undefined);
  await until(() => replies.join('') === '\u001b[10;40R', { what: () => JSON.stringify(replies) });
  expect(await screen.read(large)).toMatchObject({ cols: 40, rows: 10 });
});

async function screensOf() {
  const threads: ThreadLink[] = [];
  const errors: unknown[] = [];
  const screens = new Screens(
    (error) => errors.push(error),
    (events: ThreadEvents) => {
      const thread = new ScreensThread(events);
      threads.push(thread);
      return thread;
    },
  );
  onTestFinished(() => screens.close());
  await screens.ready();
  return { threads, screens, errors };
}

/** Once the last of it is shown. */
function onShown(total: number, act: () => void): (size: number) => void {
  let rest = total;
  return (size) => {
    rest -= size;
    if (rest === 0) act();
  };
}

interface Own {
  readonly onReply?: (reply: string) => void;
  readonly onLost?: (error: Error) => void;
}

function options(own: Own = {}) {
  return { cols: 80, rows: 24, scrollbackLines: 1000, onReply: nothing, onLost: nothing, ...own };
}

function nothing(): void {}
