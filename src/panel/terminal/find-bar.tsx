import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { IconButton } from '../views/button.js';
import { useFirstFocus } from '../views/use-first-focus.js';
import { useWorkspace } from '../workspace/workspace-context.js';
import type { PaneTerminal } from './pane-terminal.js';

/** Enter for the next one, Shift Enter for the one before, Escape to go back to the terminal. */
export function FindBar({ terminal }: { readonly terminal: PaneTerminal }): JSX.Element {
  const { finding } = useWorkspace();
  const input = useFirstFocus<HTMLInputElement>();
  const [text, setText] = useState('');
  const [result, setResult] = useState<'found' | 'not-found'>('found');
  const close = (): void => {
    finding.value = undefined;
    terminal.focus();
  };
  const find = (sought: string, direction: 'next' | 'previous'): void =>
    setResult(sought === '' ? 'found' : terminal.find(sought, direction));
  return (
    <div class="find-bar" role="search">
      <input
        ref={input}
        type="search"
        aria-label="Find in the terminal"
        aria-invalid={result === 'not-found'}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          find(currentTarget.value, 'next');
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
          if (event.key === 'Enter') find(text, event.shiftKey ? 'previous' : 'next');
        }}
      />
      <span class="find-result" role="status">
        {result === 'not-found' ? 'Not found' : ''}
      </span>
      <IconButton icon="close" label="Close find" onPress={close} />
    </div>
  );
}
