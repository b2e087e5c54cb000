import { Box, type Key, Text, useInput } from 'ink';
import { createElement, type ReactElement, useCallback, useSyncExternalStore } from 'react';
import { keyNames } from './key-names.js';
import type { Line, Segment } from './line.js';
import type { TopModel } from './top-model.js';

type Colors = 'shown' | 'left-out';

export interface ScreenProps {
  readonly model: TopModel;
  readonly colors: Colors;
}

/** The lines of the model. */
export function Screen({ model, colors }: ScreenProps): ReactElement {
  const lines = useSyncExternalStore(model.subscribe, model.frame);
  // The same from one frame to the next, so that ink does not stop listening in between.
  const onInput = useCallback((input: string, key: Key) => model.press(keyNames(input, key)), [model]);
  useInput(onInput);
  return createElement(
    Box,
    { flexDirection: 'column' },
    lines.map((line, row) => createElement(ScreenLine, { key: row, line, colors })),
  );
}

interface ScreenLineProps {
  readonly line: Line;
  readonly colors: Colors;
}

/** An empty text would have no height. */
function ScreenLine({ line, colors }: ScreenLineProps): ReactElement {
  const segments = line.length === 0 ? [{ text: ' ' }] : line;
  return createElement(
    Text,
    { wrap: 'truncate-end' },
    segments.map((part, column) => createElement(Text, { key: column, ...styleOf(part, colors) }, part.text)),
  );
}

function styleOf({ color, weight, ground }: Segment, colors: Colors) {
  return {
    bold: weight === 'bold',
    dimColor: weight === 'dim',
    inverse: ground === 'inverse',
    ...(color !== undefined && colors === 'shown' && { color }),
  };
}
