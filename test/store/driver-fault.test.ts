import { expect, it } from 'vitest';
import { isDriverFault } from '#store/driver-fault.ts';

const fault = (message: string, where: string, kind: ErrorConstructor = TypeError) =>
  Object.assign(new kind(message), { stack: `TypeError: ${message}\n    at Immediate.nextWrite (${where}:255:22)` });
const DRIVER = 'file:///app/node_modules/postgres/src/connection.js';
const NULL_WRITE = "Cannot read properties of null (reading 'write')";

it('lets pass nothing but the one known fault of the driver', () => {
  expect(isDriverFault(fault(NULL_WRITE, DRIVER))).toBe(true);
  expect(isDriverFault(fault(NULL_WRITE, 'file:///app/server/mail/session/wire.ts'))).toBe(false);
  expect(isDriverFault(fault("Cannot read properties of null (reading 'end')", DRIVER))).toBe(false);
  expect(isDriverFault(fault(NULL_WRITE, DRIVER, Error))).toBe(false);
  expect(isDriverFault('write')).toBe(false);
});
