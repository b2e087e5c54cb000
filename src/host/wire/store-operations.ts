import { historyEntry, historyQuery, message, messageQuery, messagesRead, messageToSend } from './history.js';
import { operation } from './operation.js';
import { done, list } from './shape.js';

export const storeOperations = {
  'history.list': operation({
    method: 'GET',
    path: '/api/history',
    summary: 'What has become of processes, newest first.',
    input: historyQuery,
    output: list(historyEntry),
  }),
  'messages.list': operation({
    method: 'GET',
    path: '/api/messages',
    summary: 'Messages to a reader and to everybody that have not expired.',
    input: messageQuery,
    output: list(message),
  }),
  'messages.send': operation({
    method: 'POST',
    path: '/api/messages',
    summary: 'Leaves a message for one reader or for everybody.',
    input: messageToSend,
    output: message,
  }),
  'messages.read': operation({
    method: 'POST',
    path: '/api/messages/read',
    summary: 'Marks messages as read, for this reader alone.',
    input: messagesRead,
    output: done,
  }),
} as const;
