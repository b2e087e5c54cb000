import type { JSX } from 'preact';
import { counted, processes } from '../../host/client/words.js';
import { Icon } from '../views/icons.js';
import { type LineProps, rowAttributes } from './line-props.js';
import type { NoteRow, PastRow, PlumbingRow } from './rows.js';

export function PlumbingLine(props: LineProps<PlumbingRow>): JSX.Element {
  const { row, standing } = props;
  return (
    <div {...rowAttributes(props)} class={`line short ${standing}`}>
      <div class="cell name whole" role="gridcell" style={{ '--level': 1 }}>
        <span class={`twist ${row.expansion}`}>
          <Icon name="chevron" />
        </span>
        {counted(row.count, 'launcher')} of panetree’s own
      </div>
    </div>
  );
}

/** What has ended a while ago. */
export function PastLine(props: LineProps<PastRow>): JSX.Element {
  const { row, standing } = props;
  return (
    <div {...rowAttributes(props)} class={`line short ${standing}`}>
      <div class="cell name whole" role="gridcell" style={{ '--level': 1 }}>
        <span class={`twist ${row.expansion}`}>
          <Icon name="chevron" />
        </span>
        {processes(row.count)} ended before
      </div>
    </div>
  );
}

export function NoteLine(props: LineProps<NoteRow>): JSX.Element {
  const { row, standing } = props;
  return (
    <div {...rowAttributes(props)} class={`line short ${standing}`}>
      <div class="cell name whole" role="gridcell" style={{ '--level': 1 }}>
        <span class="twist" />
        {row.text}
      </div>
    </div>
  );
}
