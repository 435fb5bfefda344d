/** Something that is shown this once: each value with a button that copies it. */
import { useText } from '../../shared/i18n/language.tsx';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';

export function Secret(props: {
  readonly note: string;
  readonly values: readonly { readonly label: string; readonly value: string }[];
}) {
  const t = useText(trucksText);
  const { toast } = useAnnouncer();
  const copy = async (label: string, value: string) => {
    try {
      await navigator.clipboard.writeText(value);
      toast(t.copied(label));
    } catch {
      // Without https a browser gives no clipboard; the text can still be marked.
      toast(t.copyByHand, 'danger');
    }
  };
  return (
    <div className="stack" role="status">
      <p className="small">
        <strong>{props.note}</strong>
      </p>
      <dl className="secret">
        {props.values.map(({ label, value }) => (
          <SecretRow key={label} label={label} value={value} onCopy={() => void copy(label, value)} />
        ))}
      </dl>
    </div>
  );
}

function SecretRow(props: { readonly label: string; readonly value: string; readonly onCopy: () => void }) {
  const t = useText(trucksText);
  return (
    <div className="secret-row">
      <dt>{props.label}</dt>
      <dd>
        <code>{props.value}</code>
      </dd>
      <dd>
        <Button small onClick={props.onCopy}>
          {t.copy}
          <span className="hidden-text"> {props.label}</span>
        </Button>
      </dd>
    </div>
  );
}
