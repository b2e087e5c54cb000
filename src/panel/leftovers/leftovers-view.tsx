import type { JSX } from 'preact';
import type { Leftover } from '../../host/wire/leftover.js';
import { adopt } from '../state/actions.js';
import { keyOf } from '../../host/client/identity.js';
import { leftoverWords } from '../../host/client/leftover-words.js';
import { Button } from '../views/button.js';
import { Empty } from '../views/empty.js';
import { duration } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { usePanel } from '../views/panel-context.js';

export function LeftoversView({ leftovers }: { readonly leftovers: readonly Leftover[] }): JSX.Element {
  if (leftovers.length === 0) {
    return (
      <Empty icon="check" title="Nothing is left over">
        <p>
          When a host ends without closing its panes, what lives on is found here: to go on with, or to end.
        </p>
      </Empty>
    );
  }
  return (
    <ul class="leftovers" tabIndex={0} aria-label="Leftovers">
      {leftovers.map((leftover) => (
        <LeftoverCard key={leftover.leftoverId} leftover={leftover} />
      ))}
    </ul>
  );
}

function LeftoverCard({ leftover }: { readonly leftover: Leftover }): JSX.Element {
  const model = usePanel();
  const { leftoverId, blockId } = leftover;
  return (
    <li class="leftover">
      <div class="leftover-head">
        <div>
          <h3>{blockId}</h3>
          <p>{leftoverWords(leftover)}</p>
        </div>
        <Button tone="primary" onPress={() => void adopt(model, leftoverId)}>
          Adopt
        </Button>
        <Button
          tone="danger"
          onPress={() => {
            model.asked.value = { kind: 'leftover', leftoverId };
          }}
        >
          Reap…
        </Button>
      </div>
      <Members leftover={leftover} />
    </li>
  );
}

function Members({ leftover }: { readonly leftover: Leftover }): JSX.Element {
  const { now } = usePanel();
  return (
    <table class="table">
      <thead class="for-screen-readers">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">PID</th>
          <th scope="col">Command</th>
          <th scope="col">Age</th>
        </tr>
      </thead>
      <tbody>
        {leftover.processes.map((process) => (
          <tr key={keyOf(process)}>
            <td class="leftover-name">{process.name}</td>
            <td class="number">{process.pid}</td>
            <td class="leftover-command">{process.command}</td>
            <td class="number">
              {process.startedAt === undefined ? unknown : duration(now.value - process.startedAt)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
