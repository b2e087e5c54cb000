import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { longestTitle, type Pane } from '../../host/wire/pane.js';
import { rename } from '../state/actions.js';
import { usePanel } from './panel-context.js';

interface RenameFieldProps {
  readonly pane: Pane;
  /** Gives the focus back. */
  readonly onDone?: () => void;
}

/** In place of the title of a pane. Left empty, the title follows what runs. */
export function RenameField({ pane, onDone }: RenameFieldProps): JSX.Element {
  const model = usePanel();
  const input = useRef<HTMLInputElement>(null);
  const given = pane.titleFrom === 'given' ? pane.title : '';
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (wish: 'take' | 'leave'): void => {
    const title = input.current?.value.trim() ?? given;
    if (model.renaming.value?.blockId !== pane.blockId) return;
    model.renaming.value = undefined;
    if (wish === 'take' && title !== given) void rename(model, pane.blockId, title);
  };
  return (
    <input
      ref={input}
      class="rename-field"
      aria-label={`Name of ${pane.title}`}
      placeholder={pane.title}
      defaultValue={given}
      maxLength={longestTitle}
      spellcheck={false}
      autocomplete="off"
      onBlur={() => end('take')}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        end(event.key === 'Enter' ? 'take' : 'leave');
        onDone?.();
      }}
    />
  );
}
