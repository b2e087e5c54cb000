import type { Database } from './sqlite.js';
import type { NewMessage } from '../protocol.js';
import type { Message } from '../records.js';
import { selectAll } from './rows.js';

type MessageSelection = Omit<Message, 'payload'> & { readonly payload: string };

const mostMessages = 1000;

export function send(database: Database, { from, to, type, payload, ttlMs }: NewMessage): number {
  const now = Date.now();
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO messages (sender, recipient, type, payload, sent_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(from, to ?? null, type, payload, now, now + Math.round(ttlMs));
  return Number(lastInsertRowid);
}

/** Two halves, so that each goes by an index. */
export function messages(
  database: Database,
  { reader, unreadOnly }: { readonly reader: string; readonly unreadOnly: boolean },
): readonly Message[] {
  const isRead = 'EXISTS (SELECT 1 FROM message_reads WHERE message = id AND reader = @reader)';
  const rows = selectAll<MessageSelection>(
    database,
    `SELECT id, sender AS "from", recipient AS "to", type, payload, sent_at AS sentAt, expires_at AS expiresAt
     FROM (SELECT * FROM messages WHERE recipient = @reader
           UNION ALL SELECT * FROM messages WHERE recipient IS NULL AND sender <> @reader)
     WHERE expires_at > @now ${unreadOnly ? `AND NOT ${isRead}` : ''}
     ORDER BY id LIMIT ${mostMessages}`,
    { reader, now: Date.now() },
  );
  return rows.map(toMessage);
}

/** An id that is no message (any more) is nobody's mistake: it may have expired. */
export function markRead(
  database: Database,
  { reader, messageIds }: { readonly reader: string; readonly messageIds: readonly number[] },
): void {
  const mark = database.prepare(
    `INSERT OR IGNORE INTO message_reads (message, reader, read_at)
     SELECT id, @reader, @now FROM messages WHERE id = @id`,
  );
  const now = Date.now();
  for (const id of messageIds) mark.run({ id, reader, now });
}

export function removeExpired(database: Database): number {
  return database.prepare('DELETE FROM messages WHERE expires_at <= ?').run(Date.now()).changes;
}

function toMessage({ payload, ...row }: MessageSelection): Message {
  const value: unknown = JSON.parse(payload);
  return { ...row, payload: value };
}
