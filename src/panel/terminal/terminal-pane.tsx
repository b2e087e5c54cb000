import type { JSX } from 'preact';
import type { Pane } from '../../host/wire/pane.js';
import { closePane } from '../state/actions.js';
import { distinctPorts } from '../swarm/distinct-ports.js';
import { RenameField } from '../views/rename-field.js';
import { IconButton } from '../views/button.js';
import { shortPath } from '../views/formatters.js';
import { processes } from '../../host/client/words.js';
import { usePanel } from '../views/panel-context.js';
import { isNarrow } from '../workspace/narrow.js';
import { useWorkspace } from '../workspace/workspace-context.js';
import { TerminalView } from './terminal-view.js';

export function TerminalPane({ blockId }: { readonly blockId: string }): JSX.Element | null {
  const workspace = useWorkspace();
  const pane = workspace.panel.client.panes.value.get(blockId);
  if (pane === undefined) return null;
  const isFocused = workspace.current === blockId;
  return (
    <section
      class={`pane ${isFocused ? 'focused' : ''} ${pane.state}`}
      aria-label={`Terminal ${pane.title}`}
      data-block={blockId}
      onFocusIn={() => {
        workspace.focused.value = blockId;
      }}
    >
      <PaneHeader pane={pane} />
      <TerminalView pane={pane} />
    </section>
  );
}

function PaneHeader({ pane }: { readonly pane: Pane }): JSX.Element {
  const workspace = useWorkspace();
  const { blockId, title, titleFrom, program, cwd } = pane;
  const { renaming } = workspace.panel;
  const isRenamed = renaming.value?.blockId === blockId && renaming.value.place === 'header';
  return (
    <header class="pane-header">
      {isRenamed ? (
        <RenameField pane={pane} onDone={() => workspace.focus(blockId)} />
      ) : (
        <span
          class="pane-title"
          title={`${title}\n${program} in ${cwd}\nblock ${blockId}`}
          onDblClick={() => {
            renaming.value = { blockId, place: 'header' };
          }}
        >
          {title}
        </span>
      )}
      {titleFrom === 'foreground' ? undefined : (
        <span class="pane-cwd">
          {program} · {shortPath(cwd)}
        </span>
      )}
      <PaneFacts pane={pane} />
      <div class="pane-buttons">
        {isNarrow.value ? undefined : <SplitButtons blockId={blockId} />}
        <IconButton
          icon="close"
          label="Close pane"
          onPress={() => void closePane(workspace.panel, blockId)}
        />
      </div>
    </header>
  );
}

function SplitButtons({ blockId }: { readonly blockId: string }): JSX.Element {
  const workspace = useWorkspace();
  const isZoomed = workspace.zoomed.value === blockId;
  return (
    <>
      <IconButton icon="splitRight" label="Split right" onPress={() => void workspace.open('row', blockId)} />
      <IconButton
        icon="splitDown"
        label="Split down"
        onPress={() => void workspace.open('column', blockId)}
      />
      <IconButton
        icon="zoom"
        label={isZoomed ? 'Show all terminals' : 'Show only this terminal'}
        isPressed={isZoomed}
        onPress={() => workspace.toggleZoom(blockId)}
      />
    </>
  );
}

function PaneFacts({ pane }: { readonly pane: Pane }): JSX.Element {
  const { client } = usePanel();
  const { blockId } = pane;
  const block = client.state.value?.blocks.get(blockId);
  const ports = distinctPorts(client.usage.value.blocks.get(blockId)?.ports ?? []);
  return (
    <span class="pane-facts">
      {ports.slice(0, 3).map(({ port, protocol }) => (
        <span key={`${protocol} ${port}`} class="port">
          :{port}
        </span>
      ))}
      {block?.isFrozen === true ? <span class="tag frozen-tag">frozen</span> : undefined}
      {block === undefined ? undefined : <span class="pane-count">{processes(block.processes.size)}</span>}
    </span>
  );
}
