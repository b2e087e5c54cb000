import { defaultGraceMs } from '../../defaults.js';
import { type CommandPage, usageFailure } from './page.js';

const hostOptions = {
  port: { type: 'string', value: 'N', help: 'The port to listen on; default: a free one.' },
  open: { type: 'boolean', help: 'Open the page in the browser at once.' },
  'no-store': { type: 'boolean', help: 'Keep no history and no messages.' },
  'on-exit': {
    type: 'string',
    value: 'kill|keep',
    help: 'The fate of the processes in the panes when the host ends; default: kill.',
  },
  listen: {
    type: 'string',
    value: 'ADDRESS',
    help: 'Listen beyond this machine, encrypted; needs --tls-cert and --tls-key. Default: programs on this machine alone can connect.',
  },
  'tls-cert': { type: 'string', value: 'FILE', help: 'The certificate and its chain, PEM.' },
  'tls-key': { type: 'string', value: 'FILE', help: 'The key of the certificate, PEM.' },
} as const;

export const hostPage: CommandPage<typeof hostOptions> = {
  name: 'host',
  synopsis: '[options]',
  summary: 'serve panes to a browser',
  description: [
    'Prints one line to standard output: a URL that lets one browser in, once. What it is stands on standard error.',
    'One host runs per user and state directory.',
    'SIGINT, SIGTERM and SIGHUP end the panes and then the host.',
  ],
  options: hostOptions,
  operands: 'none',
  exitCodes: [['0', 'The host was told to end, and its panes have ended.'], usageFailure],
  examples: [
    ['panetree host --open', 'Start a host and show its page.'],
    ['panetree host --on-exit keep', 'Leave what runs in the panes for panetree recover.'],
  ],
};

export const linkPage: CommandPage = {
  name: 'link',
  synopsis: '',
  summary: 'print a URL that lets one more browser into the host, once',
  description: [],
  options: {},
  operands: 'none',
  exitCodes: [['0', 'The URL was printed.'], usageFailure],
  examples: [['panetree link', 'Print a new URL of the running host.']],
};

const psOptions = {
  json: { type: 'boolean', help: 'Write JSON.' },
  blocks: { type: 'boolean', help: 'Write the names of the blocks alone, one a line.' },
} as const;

export const psPage: CommandPage<typeof psOptions> = {
  name: 'ps',
  synopsis: '[--json | --blocks]',
  summary: 'list the processes in the panes of the host',
  description: [],
  options: psOptions,
  operands: 'none',
  exitCodes: [['0', 'The list was printed.'], usageFailure],
  examples: [['panetree ps --json', 'List all panes and processes for a program.']],
};

const killOptions = {
  signal: {
    type: 'string',
    value: 'NAME',
    choices: ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'TERM', 'STOP', 'CONT', 'KILL'],
    help: 'Send this one signal to PID and nothing more.',
  },
  subtree: { type: 'boolean', help: 'Include everything that PID has started.' },
  grace: {
    type: 'string',
    value: 'MS',
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- isolatedDeclarations asks for the type
    help: `Milliseconds for processes to end before SIGKILL; default: ${defaultGraceMs}.` as string,
  },
} as const;

export const killPage: CommandPage<typeof killOptions> = {
  name: 'kill',
  synopsis: '[options] BLOCK [PID]',
  summary: 'end everything in a pane of the host, or one process of it',
  description: ['--signal and --subtree need a PID.'],
  options: killOptions,
  operands: 'some',
  choices: 'blocks',
  exitCodes: [
    ['0', 'Everything that was to end has ended.'],
    ['1', 'Something was not ended.'],
    usageFailure,
  ],
  examples: [
    ['panetree kill build', 'End every process of the pane "build".'],
    ['panetree kill build 4711 --subtree', 'End process 4711 and what it has started.'],
  ],
};

export const topPage: CommandPage = {
  name: 'top',
  synopsis: '',
  summary: 'show the panes of the host live in this terminal, to search and to end',
  description: ['The key ? shows all keys. Needs the packages ink and react.'],
  options: {},
  operands: 'none',
  exitCodes: [['0', 'It was left with q.'], usageFailure],
  examples: [['panetree top', 'Watch the running host.']],
};
