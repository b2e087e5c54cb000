import { closePane } from '../state/actions.js';
import type { ShortcutGroup } from '../views/shortcuts.js';
import { isNarrow } from './narrow.js';
import type { WorkspaceModel } from './workspace-model.js';

export const pageShortcuts: ShortcutGroup = {
  title: 'Everywhere, also in a terminal',
  shortcuts: [
    { keys: ['Alt Shift T'], does: 'New terminal' },
    { keys: ['Alt Shift D'], does: 'Split right' },
    { keys: ['Alt Shift E'], does: 'Split down' },
    { keys: ['Alt Shift W'], does: 'Close the terminal' },
    { keys: ['Alt Shift Z'], does: 'Only this terminal, or all' },
    { keys: ['Alt Shift Arrow'], does: 'To the terminal on that side' },
    { keys: ['Alt Shift 1', '… 9'], does: 'To that terminal' },
    { keys: ['Alt Shift F'], does: 'Find in the terminal' },
    { keys: ['Alt Shift S'], does: 'From the terminals to the panel and back' },
    { keys: ['Alt Shift H'], does: 'This help' },
  ],
};

type Action = (workspace: WorkspaceModel) => void;

/** By the place of the key: with Alt, what it types differs from system to system. */
const actions: Readonly<Record<string, Action>> = {
  KeyT: (workspace) => void workspace.open('instead'),
  KeyD: (workspace) => void workspace.open('row'),
  KeyE: (workspace) => void workspace.open('column'),
  KeyW: (workspace) => {
    if (workspace.current !== undefined) void closePane(workspace.panel, workspace.current);
  },
  KeyZ: (workspace) => workspace.toggleZoom(workspace.current),
  KeyF: (workspace) => {
    workspace.finding.value = workspace.finding.value === undefined ? workspace.current : undefined;
  },
  KeyS: changeSide,
  KeyH: ({ panel }) => {
    panel.help.value = 'open';
  },
  ArrowLeft: (workspace) => workspace.focusNeighbour('left'),
  ArrowRight: (workspace) => workspace.focusNeighbour('right'),
  ArrowUp: (workspace) => workspace.focusNeighbour('up'),
  ArrowDown: (workspace) => workspace.focusNeighbour('down'),
};

export function pressInPage(event: KeyboardEvent, workspace: WorkspaceModel): void {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
  const action = actions[event.code] ?? paneNumbered(event.code);
  if (action === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  action(workspace);
}

function paneNumbered(code: string): Action | undefined {
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (digit === undefined) return undefined;
  return (workspace) => {
    const blockId = [...workspace.panel.client.panes.value.keys()][Number(digit) - 1];
    if (blockId !== undefined) workspace.show(blockId);
  };
}

function changeSide(workspace: WorkspaceModel): void {
  if (isNarrow.value) return changeShownSide(workspace);
  const isInPanel = document.activeElement?.closest('.swarm') !== null;
  if (isInPanel && workspace.current !== undefined) workspace.focus(workspace.current);
  else panelEntry()?.focus();
}

/** The side that is not shown has to be painted before it can have the focus. */
function changeShownSide(workspace: WorkspaceModel): void {
  const { side, current } = workspace;
  side.value = side.value === 'terminals' ? 'processes' : 'terminals';
  if (side.value === 'processes') requestAnimationFrame(() => panelEntry()?.focus());
  else if (current !== undefined) workspace.focus(current);
}

/** The list where it is shown, else the tabs. */
function panelEntry(): HTMLElement | null {
  const row = document.querySelector<HTMLElement>('.swarm [role=row][tabindex="0"]');
  return row ?? document.querySelector<HTMLElement>('.swarm [role=tab][tabindex="0"]');
}
