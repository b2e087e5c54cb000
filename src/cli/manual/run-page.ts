import { defaultGraceMs } from '../../defaults.js';
import { type CommandPage, usageFailure } from './page.js';

const options = {
  block: { type: 'string', value: 'ID', help: 'The name of the pane; default: run-PID.' },
  events: {
    type: 'string',
    value: 'FILE',
    help: 'Write each event as a line of JSON to FILE, or to standard output with -. A new FILE is readable by its owner alone: events hold command lines.',
  },
  json: { type: 'boolean', help: 'Write the closing line as JSON.' },
  quiet: {
    type: 'boolean',
    short: 'q',
    help: 'Write nothing about what was ended, only about what was not.',
  },
  'on-exit': {
    type: 'string',
    value: 'kill|keep',
    help: 'The fate of processes that the command leaves behind; default: kill.',
  },
  grace: {
    type: 'string',
    value: 'MS',
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- isolatedDeclarations asks for the type
    help: `Milliseconds for these processes to end before SIGKILL; default: ${defaultGraceMs}.` as string,
  },
} as const;

export const runPage: CommandPage<typeof options> = {
  name: 'run',
  synopsis: '[options] [--] [COMMAND [ARGUMENT…]]',
  summary: 'run a command in a tracked pane, then end everything it left behind',
  description: [
    'COMMAND defaults to $SHELL. Options end where COMMAND begins.',
    'The closing line names what was ended. It is left out where nothing was left.',
    'SIGTERM and SIGHUP end the pane; a second one ends it at once. Every other signal that a process can catch goes to COMMAND, job control included.',
  ],
  options,
  operands: 'command',
  exitCodes: [
    ['0-255', 'That of COMMAND, or 128 and the number of the signal that ended it.'],
    ['126', 'COMMAND cannot be executed.'],
    ['127', 'COMMAND was not found.'],
    usageFailure,
  ],
  examples: [
    ['panetree run npm test', 'Run the tests; no dev server they start survives them.'],
    ['panetree run --events events.jsonl -- make', 'Record every process that the build starts.'],
  ],
};
