import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Pane } from '../../host/wire/pane.js';
import { closePane } from '../state/actions.js';
import type { UsageBook } from '../../host/client/usage-book.js';
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
  const { client } = usePanel();
  const workspace = useWorkspace();
  const { blockId, title, state } = pane;
  const isCurrent = workspace.current === blockId;
  // Of all that usage tells only this matters here, and there may be many tabs.
  const use = useComputed(() => (cpuOf(client.usage.value, blockId) > busyPercent ? 'busy' : 'quiet'));
  const activity = state === 'exited' ? 'exited' : use.value;
  return (
    <li class={`pane-tab ${standing} ${isCurrent ? 'current' : ''}`}>
      <button
        type="button"
        class="pane-tab-title"
        aria-current={isCurrent ? 'true' : undefined}
        title={pane.command}
        onClick={() => workspace.show(blockId)}
      >
        <span class={`activity ${activity}`} />
        {title}
      </button>
      <IconButton
        icon="close"
        label={`Close ${title}`}
        onPress={() => void closePane(workspace.panel, blockId)}
      />
    </li>
  );
}

function cpuOf({ blocks }: UsageBook, blockId: string): number {
  return blocks.get(blockId)?.cpuPercent ?? 0;
}
