import { type CommandPage, usageFailure } from './page.js';

const recoverOptions = {
  list: { type: 'boolean', help: 'Show these processes (default).' },
  adopt: {
    type: 'boolean',
    help: 'Track them until they have ended, or until a signal ends them with this command.',
  },
  reap: { type: 'boolean', help: 'End them.' },
  json: { type: 'boolean', help: 'Write JSON.' },
  'state-dir': {
    type: 'string',
    value: 'DIR',
    help: 'The directory in which hosts leave their records; default: $XDG_STATE_HOME/panetree.',
  },
} as const;

export const recoverPage: CommandPage<typeof recoverOptions> = {
  name: 'recover',
  synopsis: '[--list | --adopt | --reap] [options] [BLOCK…]',
  summary: 'show, adopt or end processes that dead hosts have left',
  description: ['BLOCK limits the command to these panes.'],
  options: recoverOptions,
  operands: 'some',
  exitCodes: [['0', 'Done.'], ['1', 'Something survived.'], usageFailure],
  examples: [
    ['panetree recover', 'List the leftovers of dead hosts.'],
    ['panetree recover --reap', 'End all of them.'],
  ],
};

const doctorOptions = { json: { type: 'boolean', help: 'Write JSON.' } } as const;

export const doctorPage: CommandPage<typeof doctorOptions> = {
  name: 'doctor',
  synopsis: '[--json]',
  summary: 'report what panetree can guarantee on this machine, and why not more',
  description: ['Opens the best backend and runs its self-test.'],
  options: doctorOptions,
  operands: 'none',
  exitCodes: [
    ['0', 'The confidence is high.'],
    ['1', 'The confidence is best-effort.'],
    ['2', 'Nothing can be tracked.'],
    usageFailure,
  ],
  examples: [['panetree doctor --json', 'Report the backend for a program.']],
};

const historyOptions = {
  block: { type: 'string', value: 'ID', help: 'Only entries of this pane.' },
  session: { type: 'string', value: 'ID', help: 'Only entries of this session.' },
  run: { type: 'string', value: 'ID', help: 'Only entries of this run.' },
  pid: { type: 'string', value: 'PID', help: 'Only entries of this process.' },
  since: {
    type: 'string',
    value: 'WHEN',
    help: 'Only entries from WHEN on: 90s, 10m, 2h or 7d ago, or "2026-11-28 14:00".',
  },
  limit: { type: 'string', value: 'N', help: 'At most this many entries; default: 100.' },
  json: { type: 'boolean', help: 'Write one line of JSON for each entry, with whole command lines.' },
  store: {
    type: 'string',
    value: 'FILE',
    help: 'Another store than panetree/panetree.db in $XDG_STATE_HOME or ~/.local/state.',
  },
} as const;

export const historyPage: CommandPage<typeof historyOptions> = {
  name: 'history',
  synopsis: '[options]',
  summary: 'show what the store remembers of processes and runs, newest first',
  description: ['Needs the package better-sqlite3.'],
  options: historyOptions,
  operands: 'none',
  exitCodes: [['0', 'The history was printed, or there is none.'], usageFailure],
  examples: [
    ['panetree history --block build --limit 20', 'Show the last events of one pane.'],
    ['panetree history --since 10m', 'Show what has happened in the last ten minutes.'],
    ['panetree history --json | jq .command', 'Print all command lines.'],
  ],
};
