import { render } from 'ink';
import { createElement } from 'react';
import { onEndSignal } from '../end-signal.js';
import { exitCodeOf } from '../exit-codes.js';
import type { HostState } from '../host-state.js';
import { Canvas } from './canvas.js';
import { Screen } from './screen.js';
import { TopModel } from './top-model.js';

/** Shows the panel until somebody leaves it. Gives the exit code. */
export async function runTop(state: HostState): Promise<number> {
  const { stdin, stdout } = process;
  const ending = onEndSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const canvas = new Canvas(stdout);
  const leave = () => canvas.leave();
  const model = new TopModel(state, { size: canvas.size, onQuit: () => instance.unmount() });
  const screen = createElement(Screen, { model, colors: process.env['NO_COLOR'] ? 'left-out' : 'shown' });
  process.once('exit', leave);
  canvas.enter();
  const instance = render(screen, {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ink asks nothing of it but what a canvas has
    stdout: canvas as unknown as NodeJS.WriteStream,
    stdin,
    exitOnCtrlC: false,
  });
  const resize = () => {
    canvas.clear();
    model.resize(canvas.size);
    instance.rerender(screen);
    canvas.emit('resize');
  };
  stdout.on('resize', resize);
  model.start();
  const signalled = ending.received.then((exit) => {
    instance.unmount();
    return exitCodeOf(exit);
  });
  try {
    return await Promise.race([signalled, instance.waitUntilExit().then(() => 0)]);
  } finally {
    stdout.off('resize', resize);
    model.stop();
    ending.stop();
    canvas.leave();
    process.off('exit', leave);
  }
}
