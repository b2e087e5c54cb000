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
