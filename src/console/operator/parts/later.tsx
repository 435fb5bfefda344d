/** Parts whose code comes when they are needed, and what is there until then. */
import { type ComponentType, useEffect, useState } from 'react';
import { usePage } from '../context.tsx';
import { Empty } from './basics.tsx';

export function Bones() {
  const { t } = usePage();
  return (
    <div className="stack" role="status" aria-label={t.loading}>
      <i className="bone" />
      <i className="bone tall" />
      <i className="bone" />
    </div>
  );
}

export function Later<Props extends object>({
  load,
  with: props,
}: {
  readonly load: () => Promise<ComponentType<Props>>;
  readonly with: Props;
}) {
  const { t } = usePage();
  const [loaded, setLoaded] = useState<{ readonly it: ComponentType<Props> | undefined }>();
  const get = () => {
    setLoaded(undefined);
    load().then(
      (it) => setLoaded({ it }),
      () => setLoaded({ it: undefined }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(get, []);
  if (loaded === undefined) return <Bones />;
  const { it: Loaded } = loaded;
  // Only a page that was never whole on this phone comes here without a network.
  if (Loaded === undefined)
    return (
      <Empty title={t.offline} why={t.signInUnreachable}>
        <button type="button" onClick={get}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  return <Loaded {...props} />;
}
