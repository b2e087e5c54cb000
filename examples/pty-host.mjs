// The pty host of an editor: a process of its own that keeps the terminals while windows come and go. See docs/how-to/editor.md.
import { openRegistry } from 'panetree';
import { PaneScreen, spawnPty } from 'panetree/pty';

const registry = await openRegistry({ onHostExit: 'kill' });
const terminals = new Map();
const say = (event, id, details = {}) => process.connected && process.send?.({ event, id, ...details });

function terminalOf(id) {
  const terminal = terminals.get(id);
  if (terminal === undefined) throw new Error(`no terminal is called ${id}`);
  return terminal;
}

const actions = {
  async open({ id, cwd, cols = 80, rows = 24 }) {
    const shell = process.env.SHELL || '/bin/sh';
    const pty = await spawnPty(registry.ensureTracker(id), shell, [], { cwd, cols, rows });
    const screen = await PaneScreen.open({ cols, rows });
    terminals.set(id, { pty, screen });
    pty.onData((data) => {
      void screen.write(data);
      say('data', id, { data });
    });
    say('opened', id);
  },
  input: ({ id, data }) => terminalOf(id).pty.write(data),
  resize({ id, cols, rows }) {
    terminalOf(id).pty.resize(cols, rows);
    terminalOf(id).screen.resize(cols, rows);
  },
  attach({ id }) {
    say('screen', id, { data: terminalOf(id).screen.serialize() });
  },
  async list({ id }) {
    const members = await registry.list(id);
    say('processes', id, { processes: members.map(({ pid, name, command }) => ({ pid, name, command })) });
  },
  async close({ id }) {
    const { ended, survivors } = await registry.remove(id);
    terminalOf(id).screen.dispose();
    terminals.delete(id);
    say('closed', id, { ended: ended.length, survivors: survivors.length });
  },
};

process.on('message', async (message) => {
  try {
    await actions[message.action](message);
  } catch (error) {
    say('failed', message.id, { action: message.action, reason: String(error) });
  }
});
process.on('disconnect', () => void registry.close().finally(() => process.exit()));
