// The main process of an Electron terminal: one pane per window, and a question before a window with work in it closes.
import { app, BrowserWindow, dialog, ipcMain } from 'electron';
import type { IPty } from 'node-pty';
import { openRegistry, type TrackerRegistry } from 'panetree';
import { spawnPty } from 'panetree/pty';

interface Pane {
  readonly window: BrowserWindow;
  readonly terminal: IPty;
}

const panes = new Map<number, Pane>();
const registry: TrackerRegistry = await openRegistry({ onHostExit: 'kill' });

const blockOf = (window: BrowserWindow): string => `window-${window.id}`;

async function openWindow(): Promise<void> {
  const window = new BrowserWindow({ webPreferences: { preload: `${import.meta.dirname}/preload.js` } });
  const terminal = await spawnPty(registry.ensureTracker(blockOf(window)), process.env['SHELL'] ?? '/bin/sh');
  panes.set(window.webContents.id, { window, terminal });
  terminal.onData((text) => {
    if (!window.isDestroyed()) window.webContents.send('output', text);
  });
  window.on('close', (event) => {
    event.preventDefault();
    void closeWindow(window);
  });
  await window.loadFile('index.html');
}

/** Asks first where more than the shell runs. Destroys the window when the block is empty. */
async function closeWindow(window: BrowserWindow): Promise<void> {
  const description = await registry.describe(blockOf(window));
  const names = (description?.working ?? []).map(({ name, count }) =>
    count > 1 ? `${count} x ${name}` : name,
  );
  if (names.length > 0) {
    const { response } = await dialog.showMessageBox(window, {
      message: `Close this window? It ends ${names.join(', ')}.`,
      buttons: ['Close', 'Cancel'],
      cancelId: 1,
    });
    if (response !== 0) return;
  }
  const { survivors } = await registry.remove(blockOf(window));
  if (survivors.length > 0) {
    dialog.showErrorBox('panetree', `${survivors.length} processes could not be ended`);
  }
  panes.delete(window.webContents.id);
  window.destroy();
}

ipcMain.on('input', (event, text: string) => panes.get(event.sender.id)?.terminal.write(text));
ipcMain.on('resize', (event, cols: number, rows: number) =>
  panes.get(event.sender.id)?.terminal.resize(cols, rows),
);

app.on('window-all-closed', () => {
  void registry.close().finally(() => app.quit());
});

await app.whenReady();
await openWindow();
