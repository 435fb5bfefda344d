/** Receivers of messages: an HTTP server that answers as told, and a real SMTP server that keeps what came, read by mailparser. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { atEnd } from './at-end.ts';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly url: string };
type Answer =
  | { readonly status: number; readonly body?: string; readonly location?: string }
  | 'hang'
  | 'break';

/** `answer` may be changed at any time. */
export async function webhookReceiver() {
  const received: Received[] = [];
  const receiver = { received, answer: { status: 204 } as Answer, url: '' };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body, url: request.url ?? '' });
      const { answer } = receiver;
      if (answer === 'hang') return;
      if (answer === 'break') return void request.socket.destroy();
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=abc`;
  return receiver;
}

/** `refuse` is an SMTP code for recipients, 0 takes all. */
export async function mailReceiver() {
  const mails: { readonly mail: ParsedMail; readonly to: readonly string[] }[] = [];
  const receiver = { mails, refuse: 0, url: '' };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (receiver.refuse === 0) return done();
      done(Object.assign(new Error('not here'), { responseCode: receiver.refuse }));
    },
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        mails.push({ mail, to: session.envelope.rcptTo.map(({ address }) => address) });
        done();
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  receiver.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return receiver;
}
