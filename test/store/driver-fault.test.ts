import { expect, it } from 'vitest';
import { isDriverFault } from '#store/driver-fault.ts';

const fault = (message: string, where: string, kind: ErrorConstructor = TypeError) =>
  Object.assign(new kind(message), { stack: `TypeError: ${message}\n    at Immediate.nextWrite (${where}:255:22)` });
const DRIVER = 'file:///app/node_modules/postgres/src/connection.js';
const NULL_WRITE = "Cannot read properties of null (reading 'write')";

it('lets pass nothing but the two known faults of the driver', () => {
  expect(isDriverFault(fault(NULL_WRITE, DRIVER))).toBe(true);
  expect(isDriverFault(fault(NULL_WRITE, 'file:///app/server/mail/session/wire.ts'))).toBe(false);
  expect(isDriverFault(fault("Cannot read properties of null (reading 'end')", DRIVER))).toBe(false);
  expect(isDriverFault(fault(NULL_WRITE, DRIVER, Error))).toBe(false);
  expect(isDriverFault('write')).toBe(false);
  const rejected = (code: string, query: string) => isDriverFault(Object.assign(new Error('lost'), { code, query }));
  const types =
    'select b.oid, b.typarray from pg_catalog.pg_type a left join pg_catalog.pg_type b on b.oid = a.typelem';
  expect(rejected('57P01', types)).toBe(true);
  expect(rejected('CONNECTION_CLOSED', types)).toBe(true);
  expect(rejected('57P01', 'select 1')).toBe(false);
  expect(rejected('42P01', types)).toBe(false);
});
