import type { HostParts } from '../parts.js';
import { Refusal } from '../refusal.js';
import { done, type HandlersOf } from './handlers.js';

export function storeHandlers({ store, feed, info }: HostParts): HandlersOf<'history' | 'messages'> {
  const opened = () => store ?? refuse(info().whyNoStore);
  return {
    'history.list': (query) => opened().history(query),
    'messages.unread': ({ reader }) => opened().unreadMessages(reader),
    'messages.send': async (message) => {
      const id = await opened().sendMessage(message);
      feed.emit({ type: 'message-sent', id, from: message.from, to: message.to });
      return { id };
    },
    'messages.markRead': async ({ reader, messageIds }) => {
      await opened().markRead(reader, messageIds);
      return done;
    },
  };
}

function refuse(reason = 'it was started without one'): never {
  throw new Refusal('unavailable', `this host keeps no store: ${reason}`);
}
