import * as v from 'valibot';

/** What the host sends: keys it does not know are left out, so that an older reader takes a newer host. */
export function shape<const T extends v.ObjectEntries>(entries: T) {
  return v.pipe(v.object(entries), v.readonly());
}

/** What the host is sent: a key it does not know is refused. */
export function strictShape<const T extends v.ObjectEntries>(entries: T) {
  return v.pipe(v.strictObject(entries), v.readonly());
}

export function list<const T extends v.GenericSchema>(item: T) {
  return v.pipe(v.array(item), v.readonly());
}

export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
}

/** Text for a person or a program, at most so many characters. */
export function text(longest: number) {
  return v.pipe(v.string(), v.maxLength(longest));
}

/** Half of a character has no bytes: U+FFFD would be written in its place. */
export const wholeCharacters: v.CheckAction<string, string> = v.check(
  (value) => !/\p{Cs}/u.test(value),
  'a string without lone surrogates',
);

/** The operating system ends a string at NUL, so that one inside would silently cut it. */
export function systemText(longest: number) {
  return v.pipe(
    v.string(),
    v.maxLength(longest),
    v.check((value) => !value.includes('\0'), 'a string without NUL'),
    wholeCharacters,
  );
}

export const noInput = strictShape({});
/** For an operation that has nothing to say beyond that it has been done. */
export const done = shape({ status: v.literal('done') });
