import type { JSX } from 'preact';
import { Icon } from '../views/icons.js';
import { bytes, percent } from '../views/formatters.js';
import { usePanel } from '../views/panel-context.js';
import { type LineProps, rowAttributes } from './line-props.js';
import type { GroupRow } from './rows.js';

/** Many alike children, with what they use together. */
export function GroupLine(props: LineProps<GroupRow>): JSX.Element {
  const { row, standing } = props;
  const { name, count, state, level, expansion } = row;
  return (
    <div {...rowAttributes(props)} class={`line process group ${state} ${standing}`}>
      <div class="cell name" role="gridcell" style={{ '--level': level - 1 }}>
        <span class="name-head">
          <span class={`twist ${expansion}`}>
            <Icon name="chevron" />
          </span>
          <span class="process-name">
            {count} × {name}
          </span>
        </span>
        {state === 'ended' ? <span class="tag">ended</span> : undefined}
      </div>
      <GroupUse members={row.members} />
      <div class="cell age" role="gridcell" />
    </div>
  );
}

function GroupUse({ members }: { readonly members: string }): JSX.Element {
  const { processes } = usePanel().client.usage.value;
  const samples = members.split('\n').flatMap((key) => processes.get(key) ?? []);
  return (
    <>
      <div class="cell cpu" role="gridcell">
        {percent(sumOf(samples.map(({ cpuPercent }) => cpuPercent)))}
      </div>
      <div class="cell memory" role="gridcell">
        {bytes(sumOf(samples.map(({ residentBytes }) => residentBytes)))}
      </div>
    </>
  );
}

function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
