/** A channel as a form holds it. Pure. */
import type { Channel, ChannelBody } from '@digitruck/contract/channels';

export type ChannelDraft = {
  readonly kind: 'email' | 'webhook';
  readonly name: string;
  readonly enabled: boolean;
  readonly minSeverity: ChannelBody['minSeverity'];
  readonly to: string;
  readonly language: 'en' | 'fr' | 'sw' | 'fil';
  readonly url: string;
  readonly trucks: string;
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly after: string;
  readonly tellCleared: boolean;
};

export const NEW_CHANNEL: ChannelDraft = {
  kind: 'email',
  name: '',
  enabled: true,
  minSeverity: 'soon',
  to: '',
  language: 'en',
  url: 'https://',
  trucks: '',
  quietFrom: '',
  quietTo: '',
  after: '0',
  tellCleared: true,
};

export function channelDraftOf(channel: Channel): ChannelDraft {
  return {
    ...NEW_CHANNEL,
    kind: channel.kind,
    name: channel.name,
    enabled: channel.enabled,
    minSeverity: channel.minSeverity,
    trucks: channel.truckIds.join(', '),
    quietFrom: channel.quietHours?.from ?? '',
    quietTo: channel.quietHours?.to ?? '',
    after: String(channel.afterMinutes),
    tellCleared: channel.tellCleared,
    ...(channel.kind === 'email'
      ? { to: channel.to.join('\n'), language: channel.language }
      : { url: channel.url }),
  };
}

/** What is sent; the service says of each field what is wrong with it. */
export function channelBodyOf(draft: ChannelDraft): unknown {
  const { kind, name, enabled, minSeverity, tellCleared, quietFrom, quietTo } = draft;
  const common = {
    kind,
    name,
    enabled,
    minSeverity,
    tellCleared,
    truckIds: words(draft.trucks),
    quietHours: quietFrom === '' && quietTo === '' ? null : { from: quietFrom, to: quietTo },
    // Not a number stays what was typed, so that the answer can name it.
    afterMinutes: /^\d+$/.test(draft.after.trim()) ? Number(draft.after) : draft.after,
  };
  return kind === 'email'
    ? { ...common, to: words(draft.to), language: draft.language }
    : { ...common, url: draft.url.trim() };
}

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
