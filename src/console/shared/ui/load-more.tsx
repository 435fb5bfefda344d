/** The end of a list that comes in pages: how many are shown, and the next ones. */
import { useFormat, useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { Button } from './button.tsx';

export function LoadMore(props: {
  readonly shown: number;
  readonly total: number;
  readonly hasMore: boolean;
  readonly busy?: boolean;
  readonly onMore: () => void;
}) {
  const t = useText(uiText);
  const format = useFormat();
  return (
    <div className="load-more">
      <p className="muted small">{t.shownOf(format.number(props.shown), format.number(props.total))}</p>
      {props.hasMore ? (
        <Button onClick={props.onMore} busy={props.busy}>
          {t.loadMore}
        </Button>
      ) : null}
    </div>
  );
}
