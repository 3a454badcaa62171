import { createSocket } from 'node:dgram';
import { type Answer, AUTHENTIC_DATA, RECURSION_AVAILABLE, decode, encode } from 'dns-packet';

/** A name server over UDP for which every `.example` domain takes its mail at `host`, and `host` is this machine. @returns its port. */
export async function nameServer(host: string): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    if (!question) return;
    const { name, type } = question;
    const answers: Answer[] = [];
    if (type === 'MX' && name !== host) answers.push({ type, name, ttl: 60, data: { preference: 10, exchange: host } });
    if (type === 'A' && name === host) answers.push({ type, name, ttl: 60, data: '127.0.0.1' });
    const flags = RECURSION_AVAILABLE | AUTHENTIC_DATA;
    const answer = encode({ type: 'response', id: query.id ?? 0, flags, questions: [question], answers });
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return socket.address().port;
}
