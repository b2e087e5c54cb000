import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { IconButton } from '../views/button.js';
import { Icon } from '../views/icons.js';
import { usePanel } from '../views/panel-context.js';

export function Toolbar(): JSX.Element {
  const { list } = usePanel();
  return (
    <div class="toolbar" role="search">
      <SearchField />
      <LooseFilter />
      <IconButton icon="expand" label="Expand all" onPress={() => list.expandAll()} />
      <IconButton icon="collapse" label="Collapse all" onPress={() => list.collapseAll()} />
    </div>
  );
}

/** Only where there is something to filter for, or to see again. */
function LooseFilter(): JSX.Element | null {
  const { list } = usePanel();
  const count = list.loose.value.size;
  const isOn = list.shows.value === 'loose';
  if (count === 0 && !isOn) return null;
  return (
    <button
      type="button"
      class="button filter"
      aria-pressed={isOn}
      title="Only what goes on without who started it"
      onClick={() => {
        list.shows.value = isOn ? 'all' : 'loose';
      }}
    >
      Detached <span class="tab-count">{count}</span>
    </button>
  );
}

function SearchField(): JSX.Element {
  const { list } = usePanel();
  const input = useRef<HTMLInputElement>(null);
  return (
    <label class="search-field">
      <Icon name="search" />
      <span class="for-screen-readers">Search processes</span>
      <input
        ref={input}
        type="search"
        class="search-input"
        placeholder="Name, command, PID, :port, detached"
        spellcheck={false}
        autocomplete="off"
        value={list.search.value}
        onInput={({ currentTarget }) => {
          list.search.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') list.search.value = '';
          if (event.key === 'ArrowDown') focusList(input.current);
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}

function focusList(input: HTMLInputElement | null): void {
  input?.closest('.swarm')?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
}
