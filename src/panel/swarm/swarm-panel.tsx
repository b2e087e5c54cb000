import type { JSX } from 'preact';
import { KillDialog } from '../killing/kill-dialog.js';
import { LeftoversView } from '../leftovers/leftovers-view.js';
import { RunsView } from '../runs/runs-view.js';
import type { HostView } from '../../host/client/host-view.js';
import type { PanelModel } from '../state/panel-model.js';
import { TimelineView } from '../timeline/timeline-view.js';
import { ConnectionBanner } from '../views/connection-banner.js';
import { Empty } from '../views/empty.js';
import { Menu } from '../views/menu.js';
import { NoticesView } from '../views/notices-view.js';
import { usePanel } from '../views/panel-context.js';
import { WholePanelState } from '../views/whole-panel-state.js';
import { Details } from './details.js';
import { SwarmList } from './swarm-list.js';
import { tabOrder, Tabs } from './tabs.js';
import { Toolbar } from './toolbar.js';

interface SwarmPanelProps {
  /** `behind`: nothing of it is seen but questions, menus and notices. */
  readonly presence?: 'shown' | 'behind';
}

/** What runs in which pane, and what can be done about it. */
export function SwarmPanel({ presence = 'shown' }: SwarmPanelProps): JSX.Element {
  const model = usePanel();
  const state = model.client.state.value;
  const status = model.client.status.value;
  const isShown = state !== undefined && status.kind !== 'unauthorized' && status.kind !== 'incompatible';
  return (
    <section
      class={`swarm ${presence} ${status.kind === 'open' ? '' : 'stale'}`}
      aria-label="Swarm"
      onKeyDown={(event) => pressInPanel(event, model)}
    >
      {presence === 'behind' ? undefined : (
        <>
          <ConnectionBanner />
          {isShown ? <Shown state={state} /> : <WholePanelState status={status} />}
        </>
      )}
      <KillDialog />
      <Menu holder={model.menus} />
      <NoticesView />
    </section>
  );
}

function Shown({ state }: { readonly state: HostView }): JSX.Element {
  const { tab } = usePanel();
  return (
    <>
      <Tabs state={state} />
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === 'processes' ? <Processes state={state} /> : undefined}
        {tab.value === 'timeline' ? <TimelineView state={state} /> : undefined}
        {tab.value === 'runs' ? <RunsView state={state} /> : undefined}
        {tab.value === 'leftovers' ? <LeftoversView leftovers={state.leftovers} /> : undefined}
      </div>
    </>
  );
}

function Processes({ state }: { readonly state: HostView }): JSX.Element {
  const { list } = usePanel();
  if (state.blocks.size === 0) {
    return (
      <Empty icon="terminal" title="No panes">
        <p>As soon as a pane is opened, everything that runs in it is listed here.</p>
      </Empty>
    );
  }
  return (
    <>
      <Toolbar />
      <SwarmList />
      {list.rows.value.length === 0 ? (
        <Empty icon="search" title="Nothing found">
          <p>
            {list.search.value === ''
              ? 'No process is detached.'
              : `No process matches “${list.search.value}”.`}
          </p>
        </Empty>
      ) : undefined}
      <Details />
    </>
  );
}

/** Single keys, which only mean something while nothing is typed. */
function pressInPanel(event: KeyboardEvent, { tab, help }: PanelModel): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { key, currentTarget } = event;
  const chosen = tabOrder[Number(key) - 1];
  if (key === '?') help.value = 'open';
  else if (chosen !== undefined) tab.value = chosen;
  else if (key === '/' && currentTarget instanceof Element) {
    tab.value = 'processes';
    // The field may have to be painted first.
    queueMicrotask(() => currentTarget.querySelector<HTMLElement>('.search-input')?.focus());
  } else return;
  event.preventDefault();
}
