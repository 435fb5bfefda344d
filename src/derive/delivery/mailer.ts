/**
 * E-mail through an SMTP server (RFC 5321): one connection a message, so that a server which is gone or slow costs one try. All e-mails
 * about an alert are one thread: each names the message that told of it first (RFC 5322, 3.6.4).
 */
import { createTransport } from 'nodemailer';
import type { Message } from '../../store/alerts/deliveries.ts';
import { mailText } from './mail-text.ts';
import type { Outcome } from './post.ts';
import type { MessageTools } from './webhook.ts';

export type MailSettings = { readonly smtpUrl: string; readonly from: string };
export type Mailer = {
  send(message: Message, tools: MessageTools): Promise<Outcome>;
  close(): void;
};

export function openMailer(settings: MailSettings, timeoutMs: number): Mailer {
  const transport = createTransport(settings.smtpUrl, {
    from: settings.from,
    // Texts name alerts and trucks; nothing of them is read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  Object.assign(transport.options, {
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  const domain = domainOf(settings.from);
  const idOf = (messageId: string) => `<${messageId}@${domain}>`;

  return {
    async send(message, tools) {
      const { channel } = message;
      if (channel.kind !== 'email') return { ok: false, fault: 'it is no e-mail', final: true };
      const roots = [
        ...new Set(
          message.deliveries.flatMap(({ rootMessageId }) => (rootMessageId === null ? [] : [rootMessageId])),
        ),
      ];
      const [root] = roots;
      try {
        const info = await transport.sendMail({
          ...mailText(message, tools),
          to: channel.to,
          messageId: idOf(message.messageId),
          ...(root !== undefined && { inReplyTo: idOf(root), references: roots.map(idOf) }),
          headers: {
            // No holiday note answers this (RFC 3834), nor Exchange's.
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            'X-DigiTruck-Message': message.messageId,
          },
        });
        const refused: unknown[] = info.rejected ?? [];
        return {
          ok: true,
          note: refused.length === 0 ? '' : `not taken for ${refused.map(String).join(', ')}`,
        };
      } catch (error) {
        return { ok: false, fault: faultOf(error), final: isFinal(error) };
      }
    },
    close: () => transport.close(),
  };
}

function faultOf(error: unknown): string {
  const { code, response, message } = error as { code?: string; response?: string; message?: string };
  const said = response ?? message ?? String(error);
  return `${code ?? 'SMTP'}: ${said.replace(/\s+/g, ' ').slice(0, 300)}`;
}

/** The server refuses these recipients or this message for good; a password or a policy may be mended. */
function isFinal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 550;
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'digitruck.invalid';
}
