/** Who pays: typed, with the names that visits give already. */
import { type ChangeEvent, useId } from 'react';
import { TextField } from '../../shared/ui/field.tsx';
import { useFunders } from './queries.ts';

export function FunderField(props: {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}) {
  const listId = useId();
  const funders = useFunders().data ?? [];
  return (
    <>
      <TextField {...props} maxLength={120} autoComplete="off" list={listId} />
      <datalist id={listId}>
        {funders.map((funder) => (
          <option key={funder} value={funder} />
        ))}
      </datalist>
    </>
  );
}
