import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { SwarmPanel } from '../swarm/swarm-panel.js';
import { resolvedTheme } from '../theme/theme-choice.js';
import { Button } from '../views/button.js';
import { Empty } from '../views/empty.js';
import { HelpDialog } from '../views/help-dialog.js';
import { PanelContext } from '../views/panel-context.js';
import { listShortcuts } from '../views/shortcuts.js';
import { Gutter } from './gutter.js';
import { isNarrow } from './narrow.js';
import { leaf } from './layout.js';
import { LayoutView } from './layout-view.js';
import { pageShortcuts, pressInPage } from './page-shortcuts.js';
import { TopBar } from './top-bar.js';
import { useWorkspace, WorkspaceContext } from './workspace-context.js';
import type { WorkspaceModel } from './workspace-model.js';

const help = [pageShortcuts, ...listShortcuts];

export function Page({ workspace }: { readonly workspace: WorkspaceModel }): JSX.Element {
  const terminalsShare = useSignal(0.55);
  useSignalEffect(() => {
    document.documentElement.dataset['theme'] = resolvedTheme.value;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => pressInPage(event, workspace);
    // Before a terminal takes it.
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [workspace]);
  return (
    <PanelContext.Provider value={workspace.panel}>
      <WorkspaceContext.Provider value={workspace}>
        <div class="page">
          <TopBar />
          <Halves share={terminalsShare} />
        </div>
        <HelpDialog groups={help} />
      </WorkspaceContext.Provider>
    </PanelContext.Provider>
  );
}

function Halves({ share }: { readonly share: Signal<number> }): JSX.Element {
  const { side } = useWorkspace();
  if (isNarrow.value) {
    const isPanel = side.value === 'processes';
    return (
      <main class="halves one">
        {isPanel ? undefined : <Terminals />}
        <SwarmPanel presence={isPanel ? 'shown' : 'behind'} />
      </main>
    );
  }
  return (
    <main class="halves" style={{ '--share': `${share.value}fr`, '--rest': `${1 - share.value}fr` }}>
      <Terminals />
      <Gutter
        label="Size of the terminals and the panel"
        direction="row"
        share={share.value}
        onShare={(next) => {
          share.value = Math.min(0.8, Math.max(0.2, next));
        }}
      />
      <SwarmPanel />
    </main>
  );
}

function Terminals(): JSX.Element {
  const workspace = useWorkspace();
  const layout = workspace.layout.value;
  const zoomed = workspace.zoomed.value;
  if (layout === undefined) return <NoTerminals />;
  const alone = isNarrow.value ? workspace.current : zoomed;
  const shown = alone !== undefined && workspace.panel.client.panes.value.has(alone) ? leaf(alone) : layout;
  return (
    <div class="terminals">
      <LayoutView layout={shown} path={[]} />
    </div>
  );
}

function NoTerminals(): JSX.Element {
  const workspace = useWorkspace();
  return (
    <div class="terminals">
      {workspace.state === undefined ? undefined : (
        <Empty icon="terminal" title="No terminal is open">
          <Button icon="plus" tone="primary" onPress={() => void workspace.open('instead')}>
            New terminal
          </Button>
          <p>
            or press <kbd>Alt Shift T</kbd>
          </p>
        </Empty>
      )}
    </div>
  );
}
