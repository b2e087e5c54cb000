import { historyEntry, historyQuery, message, messagesOf, messagesRead, messageToSend } from './history.js';
import { operation } from './operation.js';
import { done, list, shape, wholeNumber } from './shape.js';

export const storeOperations = {
  'history.list': operation({
    method: 'GET',
    path: '/api/history',
    summary: 'What has become of processes and turns, newest first.',
    input: historyQuery,
    output: list(historyEntry),
  }),
  'messages.unread': operation({
    method: 'GET',
    path: '/api/messages',
    summary:
      'Messages to a reader and to everybody that it has not marked and that have not expired, oldest first.',
    input: messagesOf,
    output: list(message),
  }),
  'messages.send': operation({
    method: 'POST',
    path: '/api/messages',
    summary: 'Leaves a message for one reader or for everybody.',
    input: messageToSend,
    output: shape({ id: wholeNumber(1) }),
  }),
  'messages.markRead': operation({
    method: 'POST',
    path: '/api/messages/read',
    summary: 'Marks messages as read, for this reader alone.',
    input: messagesRead,
    output: done,
  }),
} as const;
