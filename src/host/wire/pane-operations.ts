import { killEntries, killReport } from './kill.js';
import { operation } from './operation.js';
import { cols, inputData, pane, paneToOpen, rows, screen, title } from './pane.js';
import { blockId } from './process.js';
import { done, list, noInput, strictShape } from './shape.js';

const onePane = strictShape({ blockId });

export const paneOperations = {
  'panes.list': operation({
    method: 'GET',
    path: '/api/panes',
    summary: 'All panes.',
    input: noInput,
    output: list(pane),
  }),
  'panes.open': operation({
    method: 'POST',
    path: '/api/panes',
    summary: 'Starts a program in a new terminal.',
    input: paneToOpen,
    output: pane,
  }),
  'panes.get': operation({
    method: 'GET',
    path: '/api/panes/:blockId',
    summary: 'One pane.',
    input: onePane,
    output: pane,
  }),
  'panes.screen': operation({
    method: 'GET',
    path: '/api/panes/:blockId/screen',
    summary: 'What its terminal shows, scrollback included.',
    input: onePane,
    output: screen,
  }),
  'panes.write': operation({
    method: 'POST',
    path: '/api/panes/:blockId/input',
    summary: 'Types into it.',
    input: strictShape({ blockId, data: inputData }),
    output: done,
  }),
  'panes.resize': operation({
    method: 'POST',
    path: '/api/panes/:blockId/size',
    summary: 'Changes the size of its terminal, for everybody who looks at it.',
    input: strictShape({ blockId, cols, rows }),
    output: pane,
  }),
  'panes.rename': operation({
    method: 'POST',
    path: '/api/panes/:blockId/title',
    summary: 'Gives it another title; with an empty one the title follows what runs.',
    input: strictShape({ blockId, title }),
    output: pane,
  }),
  'panes.close': operation({
    method: 'DELETE',
    path: '/api/panes/:blockId',
    summary: 'Closes it: ends every process of its block, and tells what survived.',
    input: strictShape({ blockId, ...killEntries }),
    output: killReport,
  }),
} as const;
