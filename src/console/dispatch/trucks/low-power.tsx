/** Asks a truck to save power, and tells what it answered: the same command on any screen. */
import type { Command, CommandPage, CommandRequest } from '@digitruck/contract/commands';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetched, get, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { sinceText } from '../today/need-text.ts';

/** An answer of longer ago says nothing about this battery. */
const LOOK_BACK_MS = 12 * 3_600_000;
/** A truck on a bad road may need this long to be reached; later the order would make no sense any more. */
const EXPIRES_IN_S = 3600;

/** The last order to save power, if it was within half a day. */
export function useLowPower(truckId: string, nowMs: number): Command | undefined {
  const { data } = useQuery({
    queryKey: [...keys.commands(truckId), 'latest'],
    queryFn: ({ signal }) => fetched(get<CommandPage>(`/trucks/${truckId}/commands`, { limit: 20 }, signal)),
  });
  const last = data?.items.find(({ kind }) => kind === 'low-power');
  return last !== undefined && nowMs - Date.parse(last.issuedAt) < LOOK_BACK_MS ? last : undefined;
}

export function lowPowerIsOn(command: Command | undefined): boolean {
  return command?.state === 'done' && command.args.on === true;
}

export function LowPowerButton({ truckId, title }: { readonly truckId: string; readonly title: string }) {
  const t = useText(todayText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const ask = async () => {
    const body: CommandRequest = { kind: 'low-power', args: { on: true }, expiresInS: EXPIRES_IN_S };
    const result = await send('POST', `/trucks/${truckId}/commands`, { body });
    if (result.ok) toast(t.lowPowerAsked(title));
    else toast(describe(result.failure), 'danger');
    await client.invalidateQueries({ queryKey: keys.commands(truckId) });
  };
  return (
    <ConfirmButton
      label={t.lowPower}
      title={t.lowPowerTitle(title)}
      description={t.lowPowerWhy}
      confirmLabel={t.lowPower}
      onConfirm={ask}
    />
  );
}

export function LowPowerState({ command, nowMs }: { readonly command: Command; readonly nowMs: number }) {
  const t = useText(todayText);
  const format = useFormat();
  if (command.args.on !== true) return null;
  const asked = sinceText(command.issuedAt, format, nowMs);
  const words = {
    waiting: () => t.lowPowerWaiting(asked),
    done: () => t.lowPowerDone(sinceText(command.answeredAt ?? command.issuedAt, format, nowMs)),
    refused: () => t.lowPowerRefused(command.reason ?? ''),
    expired: () => t.lowPowerExpired(asked),
  }[command.state]();
  return <p className="need-answer small">{words}</p>;
}
