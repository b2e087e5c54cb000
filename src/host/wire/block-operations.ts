import * as v from 'valibot';
import { block, blockDescription } from './block.js';
import { hangUpResult, keepResult, killEntries, killPidEntries, killPidResult, killReport } from './kill.js';
import { operation } from './operation.js';
import { blockId, pid, processTarget, trackedProcess } from './process.js';
import { done, list, noInput, shape, strictShape } from './shape.js';
import { blockUsage, limitEntries } from './usage.js';

const oneBlock = strictShape({ blockId });

export const blockOperations = {
  'blocks.list': operation({
    method: 'GET',
    path: '/api/blocks',
    summary: 'All blocks as last published, with their processes.',
    input: noInput,
    output: list(block),
  }),
  'blocks.get': operation({
    method: 'GET',
    path: '/api/blocks/:blockId',
    summary: 'One block as last published.',
    input: oneBlock,
    output: block,
  }),
  'blocks.processes': operation({
    method: 'GET',
    path: '/api/blocks/:blockId/processes',
    summary: 'Its processes, read now.',
    input: oneBlock,
    output: list(trackedProcess),
  }),
  'blocks.describe': operation({
    method: 'GET',
    path: '/api/blocks/:blockId/description',
    summary: 'What runs in it, read now, for a question before it is closed.',
    input: oneBlock,
    output: blockDescription,
  }),
  'blocks.usage': operation({
    method: 'GET',
    path: '/api/blocks/:blockId/usage',
    summary: 'What it uses, read now; shares of CPU time are known to `watch-usage` alone.',
    input: strictShape({ blockId, ports: v.exactOptional(v.boolean()) }),
    output: blockUsage,
  }),
  'blocks.killTree': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/kill',
    summary: 'Ends all its processes; the block stays usable.',
    input: strictShape({ blockId, ...killEntries }),
    output: killReport,
  }),
  'blocks.remove': operation({
    method: 'DELETE',
    path: '/api/blocks/:blockId',
    summary: 'Ends all its processes and forgets it; a pane of it is closed.',
    input: strictShape({ blockId, ...killEntries }),
    output: killReport,
  }),
  'blocks.freeze': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/freeze',
    summary: 'Stops every process of it until it is thawed.',
    input: oneBlock,
    output: done,
  }),
  'blocks.thaw': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/thaw',
    summary: 'Lets its processes go on.',
    input: oneBlock,
    output: done,
  }),
  'blocks.limit': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/limits',
    summary: 'Sets all of the limits named, or none of them.',
    input: strictShape({ blockId, ...limitEntries }),
    output: done,
  }),
  'processes.kill': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/processes/:pid/kill',
    summary: 'Ends or signals one process, or it and what descends from it.',
    input: strictShape({ blockId, pid, ...killPidEntries }),
    output: killPidResult,
  }),
  'processes.hangUp': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/processes/:pid/hang-up',
    summary: 'What a kill of the process with these options would hang up; ends nothing.',
    input: strictShape({
      ...processTarget.entries,
      steps: killPidEntries.steps,
      only: killPidEntries.only,
    }),
    output: hangUpResult,
  }),
  'processes.keep': operation({
    method: 'POST',
    path: '/api/blocks/:blockId/processes/:pid/keep',
    summary: 'Takes a process and what descends from it out of the kill: they outlive the pane.',
    input: processTarget,
    output: keepResult,
  }),
  'processes.block': operation({
    method: 'GET',
    path: '/api/processes/:pid/block',
    summary: 'The block a process belongs to, asked of the system now; nothing where it belongs to none.',
    input: strictShape({ pid }),
    output: shape({ blockId: v.optional(v.string()) }),
  }),
} as const;
