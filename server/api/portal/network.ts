import type { FastifyRequest } from 'fastify';
import { WRONG_PER_ADDRESS } from '#core/portal/limits.ts';
import type { Seal } from '#seal/seal.ts';
import { type Door, countAtDoor, doorLock } from '#store/portal/doors.ts';
import type { Services } from '../services.ts';

/** Until when this visitor's network is refused, epoch milliseconds; null when it is not. */
export function networkLock(services: Services, request: FastifyRequest): Promise<number | null> {
  return doorLock(services.db.sql, networkDoor(services.seal, request.ip));
}

/** Counts a wrong code or answer from this visitor's network, whoever it was for. */
export function countFromNetwork(services: Services, request: FastifyRequest): Promise<number | null> {
  const door = networkDoor(services.seal, request.ip);
  return countAtDoor(services.db.sql, door, { id: services.newId(), most: WRONG_PER_ADDRESS });
}

/** An address of IPv6 counts by its first 64 bits: one household or server has all the rest. */
function networkDoor(seal: Pick<Seal, 'mac'>, ip: string): Door {
  return { kind: 'network', hash: seal.mac('portal-network', ip.includes(':') ? prefixOf(ip) : ip) };
}

function prefixOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1]!;
  const [head = '', tail] = ip.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
