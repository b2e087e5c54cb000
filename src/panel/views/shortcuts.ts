interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

export const listShortcuts: readonly ShortcutGroup[] = [
  {
    title: 'Panel',
    shortcuts: [
      { keys: ['/'], does: 'Search' },
      { keys: ['1', '2', '3', '4'], does: 'Processes, timeline, runs, leftovers' },
      { keys: ['?'], does: 'This help' },
    ],
  },
  {
    title: 'List of processes',
    shortcuts: [
      { keys: ['↑', '↓', 'Home', 'End', 'PgUp', 'PgDn'], does: 'Move' },
      { keys: ['→', '←'], does: 'Open, close; to the first child, to the parent' },
      { keys: ['Enter'], does: 'All actions for a process; the terminal of a pane' },
      { keys: ['Del', 'X'], does: 'End the process, or all of the pane' },
      { keys: ['Shift Del'], does: 'End the process and all it started' },
      { keys: ['S'], does: 'Send a signal' },
      { keys: ['P'], does: 'Keep when the pane closes' },
      { keys: ['F'], does: 'Freeze or thaw the pane' },
      { keys: ['W'], does: 'Close the pane' },
      { keys: ['F2'], does: 'Rename the pane' },
      { keys: ['Shift F10', 'right click'], does: 'All actions' },
    ],
  },
];
