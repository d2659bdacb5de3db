import { PRIORITIES } from '../../../core/index.ts';

interface PrioritySelectProps {
  readonly isDisabled: boolean;
  readonly onChoose: (priority: number) => void;
}

const NAMES = ['1, first', '2', '3, normal', '4', '5, last'];

/** Moves waiting work before or behind that of others. The job does not tell where it is: nothing is chosen at first. */
export function PrioritySelect({ isDisabled, onChoose }: PrioritySelectProps) {
  return (
    <label>
      <span class="visually-hidden">Priority</span>
      <select
        value=""
        disabled={isDisabled}
        onChange={(event) => {
          const priority = Number(event.currentTarget.value);
          event.currentTarget.value = '';
          onChoose(priority);
        }}
      >
        <option value="" disabled>
          Priority…
        </option>
        {NAMES.map((name, i) => (
          <option key={name} value={PRIORITIES.first + i}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
