import * as v from 'valibot';
import { hostInfo, stats } from './host-info.js';
import { killEntries, killReport } from './kill.js';
import { block } from './block.js';
import { leftover, leftoverId } from './leftover.js';
import { operation } from './operation.js';
import { list, noInput, shape, strictShape } from './shape.js';

export const hostOperations = {
  'host.get': operation({
    method: 'GET',
    path: '/api/host',
    summary: 'Which host this is, and what it can guarantee.',
    input: noInput,
    output: hostInfo,
  }),
  'host.stats': operation({
    method: 'GET',
    path: '/api/stats',
    summary: 'What the host has done and what it costs.',
    input: noInput,
    output: stats,
  }),
  'host.link': operation({
    method: 'POST',
    path: '/api/links',
    summary: 'A URL that lets one more browser in, once.',
    input: noInput,
    output: shape({ url: v.string() }),
  }),
  'leftovers.list': operation({
    method: 'GET',
    path: '/api/leftovers',
    summary: 'Blocks of earlier hosts whose processes live on, read now.',
    input: noInput,
    output: list(leftover),
  }),
  'leftovers.adopt': operation({
    method: 'POST',
    path: '/api/leftovers/:leftoverId/adopt',
    summary: 'Goes on with it as a block of this host.',
    input: strictShape({ leftoverId }),
    output: block,
  }),
  'leftovers.reap': operation({
    method: 'POST',
    path: '/api/leftovers/:leftoverId/reap',
    summary: 'Ends all its processes.',
    input: strictShape({ leftoverId, ...killEntries }),
    output: killReport,
  }),
} as const;
