import type { HostParts } from '../parts.js';
import { Refusal } from '../refusal.js';
import type { HostStore } from '../store-port.js';
import { done, type HandlersOf } from './handlers.js';

export function storeHandlers({ store, feed }: HostParts): HandlersOf<'history' | 'messages'> {
  return {
    'history.list': (query) => required(store).history(query),
    'messages.unread': ({ reader }) => required(store).unreadMessages(reader),
    'messages.send': async (message) => {
      const id = await required(store).sendMessage(message);
      feed.emit({ type: 'message-sent', id, from: message.from, to: message.to });
      return { id };
    },
    'messages.markRead': async ({ reader, messageIds }) => {
      await required(store).markRead(reader, messageIds);
      return done;
    },
  };
}

function required(store: HostStore | undefined): HostStore {
  if (store !== undefined) return store;
  throw new Refusal('unavailable', 'this host keeps no store: it was started without one');
}
