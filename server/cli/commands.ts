import type { Command } from './command.ts';

/** Every command by name, loaded when asked for. One line per command. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  migrate: async () => (await import('./migrate.ts')).migrate,
  'user:create': async () => (await import('./user-create.ts')).userCreate,
  'user:unlock': async () => (await import('./user-unlock.ts')).userUnlock,
  'key:create': async () => (await import('./key-create.ts')).keyCreate,
  'clock:advance': async () => (await import('./clock-advance.ts')).clockAdvance,
  'audit:verify': async () => (await import('./audit-verify.ts')).auditVerify,
  seed: async () => (await import('./seed.ts')).seedCommand,
  'contacts:import': async () => (await import('./contacts-import.ts')).contactsImport,
  'contacts:export': async () => (await import('./contacts-export.ts')).contactsExport,
  'contact:why': async () => (await import('./contact-why.ts')).contactWhy,
  'message:evidence': async () => (await import('./message-evidence.ts')).messageEvidence,
  'evidence:verify': async () => (await import('./evidence-verify.ts')).evidenceVerify,
  'template:import': async () => (await import('./template-import.ts')).templateImport,
  'journey:import': async () => (await import('./journey-import.ts')).journeyImport,
  'journey:export': async () => (await import('./journey-read.ts')).journeyExport,
  'journey:start': async () => (await import('./journey-start.ts')).journeyStart,
  'journey:counts': async () => (await import('./journey-read.ts')).journeyCounts,
  'journey:simulate': async () => (await import('./journey-simulate.ts')).journeySimulate,
  'journey:schema': async () => (await import('./journey-read.ts')).journeySchema,
  'segment:schema': async () => (await import('./segment-schema.ts')).segmentSchema,
  'sender:create': async () => (await import('./sender-create.ts')).senderCreate,
  'sender:check': async () => (await import('./sender-check.ts')).senderCheck,
  'recipient:key': async () => (await import('./recipient-key.ts')).recipientKey,
};
