import type { HostParts } from '../parts.js';
import { Refusal } from '../refusal.js';
import { killOptionsOf } from '../signals.js';
import { done, type HandlersOf } from './handlers.js';

export function paneHandlers({ panes }: HostParts): HandlersOf<'panes'> {
  return {
    'panes.list': () => panes.list(),
    'panes.open': (wanted) => panes.open(wanted),
    'panes.get': ({ blockId }) => panes.get(blockId).describe(),
    'panes.screen': ({ blockId }) => panes.get(blockId).output.screen(),
    'panes.write': ({ blockId, data }) => {
      if (panes.get(blockId).write(data)) return done;
      throw new Refusal('conflict', `the program of pane ${JSON.stringify(blockId)} has ended`);
    },
    'panes.resize': ({ blockId, cols, rows }) => {
      const pane = panes.get(blockId);
      pane.resize(cols, rows);
      return pane.describe();
    },
    'panes.rename': ({ blockId, title }) => {
      const pane = panes.get(blockId);
      pane.rename(title);
      return pane.describe();
    },
    'panes.close': ({ blockId, ...wish }) => {
      const options = killOptionsOf(wish);
      panes.get(blockId);
      return panes.close(blockId, options);
    },
  };
}
