import { once } from 'node:events';
import { expect } from 'vitest';
import { test } from '../support/process-test.js';
import { knock } from '../support/raw-request.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

test('who is not let in to a socket is not kept either', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const socket = await knock(served);
  scenario.atEnd(() => void socket.destroy());
  const isGone = () => socket.destroyed || (socket.write('x') && socket.destroyed);
  await until(isGone, { what: 'its connection is closed from the other side' });
});

test('who knocks at the socket is bounded as well', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const refusals = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const socket = served.socket({ headers: { Authorization: 'Bearer wrong' } });
      const [error] = await once(socket, 'error');
      return String(error);
    }),
  );
  expect(new Set(refusals)).toEqual(
    new Set(['401', '429'].map((status) => `Error: Unexpected server response: ${status}`)),
  );
});

test('strangers do not lock out who comes with a link', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const strangers = await Promise.all(Array.from({ length: 100 }, () => served.fetch('/api/panes')));
  expect(strangers.at(-1)?.status).toBe(429);
  expect((await served.fetch(served.host.link())).status).toBe(303);
});
