import type { JSX } from 'preact';
import { TerminalPane } from '../terminal/terminal-pane.js';
import { Gutter } from './gutter.js';
import type { Layout, LayoutPath, LayoutSplit } from './layout.js';
import { useWorkspace } from './workspace-context.js';

interface LayoutViewProps {
  readonly layout: Layout;
  readonly path: LayoutPath;
}

export function LayoutView({ layout, path }: LayoutViewProps): JSX.Element {
  if (layout.kind === 'leaf') return <TerminalPane key={layout.blockId} blockId={layout.blockId} />;
  return <SplitView layout={layout} path={path} />;
}

interface SplitViewProps {
  readonly layout: LayoutSplit;
  readonly path: LayoutPath;
}

function SplitView({ layout, path }: SplitViewProps): JSX.Element {
  const workspace = useWorkspace();
  const { direction, share, first, second } = layout;
  return (
    <div class={`split ${direction}`} style={{ '--share': `${share}fr`, '--rest': `${1 - share}fr` }}>
      <LayoutView layout={first} path={[...path, 'first']} />
      <Gutter
        label="Size of the terminals"
        direction={direction}
        share={share}
        onShare={(next) => workspace.setShare(path, next)}
      />
      <LayoutView layout={second} path={[...path, 'second']} />
    </div>
  );
}
