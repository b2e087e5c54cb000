import type { JSX } from 'preact';
import type { HostView } from '../../host/client/host-view.js';
import type { Tab } from '../state/panel-model.js';
import { countIn } from '../../host/client/counts.js';
import { usePanel } from '../views/panel-context.js';

const titles: Readonly<Record<Tab, string>> = {
  processes: 'Processes',
  timeline: 'Timeline',
  runs: 'Runs',
  leftovers: 'Leftovers',
};
export const tabOrder: readonly Tab[] = ['processes', 'timeline', 'runs', 'leftovers'];

/** https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ state }: { readonly state: HostView }): JSX.Element {
  const { tab } = usePanel();
  return (
    <div class="tabs" role="tablist" aria-label="Swarm panel" onKeyDown={(event) => moveTab(event, tab)}>
      {tabOrder.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`tab-${one}`}
          aria-selected={tab.value === one}
          aria-controls="tab-panel"
          tabIndex={tab.value === one ? 0 : -1}
          onClick={() => {
            tab.value = one;
          }}
        >
          {titles[one]}
          <TabCount count={one === 'timeline' ? undefined : countIn(state, one)} />
        </button>
      ))}
    </div>
  );
}

function TabCount({ count }: { readonly count: number | undefined }): JSX.Element | null {
  return count === undefined || count === 0 ? null : <span class="tab-count">{count}</span>;
}

function moveTab(event: KeyboardEvent, tab: { value: Tab }): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const at = (tabOrder.indexOf(tab.value) + step + tabOrder.length) % tabOrder.length;
  const next = tabOrder[at];
  if (next === undefined) return;
  tab.value = next;
  event.preventDefault();
  if (event.currentTarget instanceof Element) {
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  }
}
