import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Pane } from '../../host/wire/pane.js';
import { resolvedTheme } from '../theme/theme-choice.js';
import { exitedWords } from './exited-words.js';
import { FindBar } from './find-bar.js';
import { useWorkspace } from '../workspace/workspace-context.js';
import { PaneTerminal } from './pane-terminal.js';
import { terminalThemes } from './themes.js';

/** Output comes as long as this is shown; a pane that is not shown costs nothing here. */
export function TerminalView({ pane }: { readonly pane: Pane }): JSX.Element {
  const { blockId, generation, resizes } = pane;
  const workspace = useWorkspace();
  const element = useRef<HTMLDivElement>(null);
  const terminal = useTerminal(blockId);
  useEffect(() => {
    if (element.current === null) return undefined;
    terminal.open(element.current);
    const unwatch = workspace.panel.client.watches.output(blockId, terminal);
    const sizes = new ResizeObserver(() => terminal.wishSize());
    sizes.observe(element.current);
    return () => {
      sizes.disconnect();
      unwatch();
      terminal.dispose();
    };
  }, [terminal]);
  useEffect(() => terminal.setSize(pane), [terminal, generation, resizes]);
  useSignalEffect(() => terminal.setTheme(terminalThemes[resolvedTheme.value]));
  useSignalEffect(() => {
    if (workspace.focusRequests.value === 0 || workspace.focused.peek() !== blockId) return;
    // The first click of a double click on a tab asks for it, and the effect runs after the field has the focus.
    if (workspace.panel.renaming.peek() === undefined) terminal.focus();
  });
  const isLost = workspace.panel.client.status.value.kind !== 'open';
  return (
    <div class={`terminal-room ${isLost ? 'lost' : ''}`}>
      <div
        ref={element}
        class="terminal-box"
        // The last one that looks at a pane in earnest decides its size.
        onFocusIn={() => terminal.wishSize()}
        // It may have had the focus all the time, beside another window.
        onPointerDown={() => terminal.wishSize()}
      />
      {workspace.finding.value === blockId ? <FindBar terminal={terminal} /> : undefined}
      {pane.state === 'exited' ? <p class="pane-exited">{exitedWords(pane)}</p> : undefined}
      {isLost ? <p class="pane-lost">Not connected: what you type is not sent</p> : undefined}
    </div>
  );
}

function useTerminal(blockId: string): PaneTerminal {
  const { panel } = useWorkspace();
  return useMemo(
    () =>
      new PaneTerminal({
        blockId,
        theme: terminalThemes[resolvedTheme.peek()],
        send: panel.client.send,
        onProblem: ({ message }) => panel.notices.tell('bad', message),
      }),
    [blockId, panel],
  );
}
