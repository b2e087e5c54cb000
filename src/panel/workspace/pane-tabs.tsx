import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Pane } from '../../host/wire/pane.js';
import { closePane } from '../state/actions.js';
import type { UsageCache } from '../../host/client/usage-cache.js';
import type { PanelModel } from '../state/panel-model.js';
import { blockItems } from '../swarm/process-menu.js';
import { openMenuAt } from '../views/open-menu-at.js';
import { RenameField } from '../views/rename-field.js';
import { IconButton } from '../views/button.js';
import { usePanel } from '../views/panel-context.js';
import { shownBlocks } from './layout.js';
import { useWorkspace } from './workspace-context.js';

/** Of a core. */
const busyPercent = 5;

/** All panes, of which the layout shows some. */
export function PaneTabs(): JSX.Element {
  const workspace = useWorkspace();
  const panes = [...workspace.panel.client.panes.value.values()];
  const shown = new Set(shownBlocks(workspace.layout.value));
  return (
    <nav class="pane-tabs" aria-label="Terminals">
      <ul>
        {panes.map((pane) => (
          <PaneTab key={pane.blockId} pane={pane} standing={shown.has(pane.blockId) ? 'shown' : 'hidden'} />
        ))}
      </ul>
      <IconButton icon="plus" label="New terminal" onPress={() => void workspace.open('instead')} />
    </nav>
  );
}

interface PaneTabProps {
  readonly pane: Pane;
  readonly standing: 'shown' | 'hidden';
}

function PaneTab({ pane, standing }: PaneTabProps): JSX.Element {
  const model = usePanel();
  const workspace = useWorkspace();
  const { blockId, title } = pane;
  const isCurrent = workspace.current === blockId;
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  const isRenamed = model.renaming.value?.blockId === blockId && model.renaming.value.place === 'tab';
  return (
    <li
      ref={element}
      class={`pane-tab ${standing} ${isCurrent ? 'current' : ''}`}
      onContextMenu={(event) => openTabMenu(event, model, blockId)}
    >
      {isRenamed ? (
        <RenameField pane={pane} onDone={() => workspace.focus(blockId)} />
      ) : (
        <TabButton pane={pane} />
      )}
      <IconButton icon="close" label={`Close ${title}`} onPress={() => void closePane(model, blockId)} />
    </li>
  );
}

function TabButton({ pane }: { readonly pane: Pane }): JSX.Element {
  const { client, renaming } = usePanel();
  const workspace = useWorkspace();
  const { blockId, title, state, program, cwd, command } = pane;
  // Of all that usage tells only this matters here, and there may be many tabs.
  const use = useComputed(() => (cpuOf(client.usage.value, blockId) > busyPercent ? 'busy' : 'quiet'));
  const askForName = (): void => {
    renaming.value = { blockId, place: 'tab' };
  };
  return (
    <button
      type="button"
      class="pane-tab-title"
      aria-current={workspace.current === blockId ? 'true' : undefined}
      title={`${title}\n${program} in ${cwd}\n${command}\nblock ${blockId}`}
      onClick={() => workspace.show(blockId)}
      onDblClick={askForName}
      onKeyDown={({ key }) => {
        if (key === 'F2') askForName();
      }}
    >
      <span class={`activity ${state === 'exited' ? 'exited' : use.value}`} />
      <span class="tab-title">{title}</span>
    </button>
  );
}

function openTabMenu(event: MouseEvent, model: PanelModel, blockId: string): void {
  const opener = event.currentTarget;
  if (!(opener instanceof Element) || event.target instanceof HTMLInputElement) return;
  const block = model.client.state.value?.blocks.get(blockId) ?? { blockId, isFrozen: false };
  const items = blockItems(model, { block, place: 'tab' });
  openMenuAt(event, opener.querySelector('button') ?? opener, (anchor) => {
    model.menus.show('Actions for the pane', items, anchor);
  });
}

function cpuOf({ blocks }: UsageCache, blockId: string): number {
  return blocks.get(blockId)?.cpuPercent ?? 0;
}
