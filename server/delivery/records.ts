import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Finished, Intent, Prepared } from '#engine/dispatch/world.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { NewEvidence } from '#store/evidence/append.ts';
import type { Recovered } from '#store/messages/recover.ts';
import type { Letter } from './letter.ts';

/** Version of the delivery table; raised when a row's meaning changes. */
const RULES = 'delivery-table/1';
const manifest = z.object({ version: z.string() });
const SOFTWARE = `stepwell ${manifest.parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))).version}`;

/**
 * First half of an attempt's evidence, stored before anything is sent: what was known, what was decided and why, which
 * connection proved what, and the hash of the bytes about to go. Ids, codes and public keys; no patient data.
 */
export function intentRecord(
  worker: string,
  prepared: Prepared<Letter>,
  intent: Intent,
  sealed: Sealed | null,
): NewEvidence {
  const { letter, message } = prepared;
  const { facts, decision, reach, startedAt } = intent;
  return {
    ...head(message),
    record: {
      kind: 'intent',
      software: SOFTWARE,
      rules: RULES,
      worker,
      startedAt: new Date(startedAt).toISOString(),
      journey: message.journeyId,
      step: message.step,
      purpose: message.purpose,
      class: prepared.phi,
      because: letter?.because ?? [],
      templateVersion: letter?.version.id ?? null,
      sender: letter?.signer.id ?? null,
      policySha256: facts.policy ? sha256(canonicalJson(facts.policy)) : null,
      facts,
      decision,
      reach,
      sealed: sealed && {
        method: sealed.method,
        floor: sealed.floor,
        algorithm: sealed.record.algorithm,
        keyFingerprint: sealed.record.fingerprint,
        dkimSelectors: sealed.record.dkim,
        messageId: letter?.messageId ?? null,
        bytes: sealed.bytes.length,
        sha256: sealed.sha256.toString('hex'),
      },
    },
  };
}

/** Second half: how it ended. A 250 proves that this server took it, not that anyone read it. */
export function outcomeRecord(worker: string, { prepared, outcome }: Finished<Letter>, at: number): NewEvidence {
  const { state, reason, method, reply, transcript, requireTls, suppress, portalNext } = outcome;
  return {
    ...head(prepared.message),
    record: {
      kind: 'outcome',
      software: SOFTWARE,
      worker,
      finishedAt: new Date(at).toISOString(),
      result: state,
      reason,
      method,
      reply,
      transcriptSha256: transcript || null,
      requireTls,
      suppressed: suppress,
      portalNext,
    },
  };
}

/** For a message whose worker died between the dot and the answer. */
export function inDoubtRecord(found: Recovered, by: string): NewEvidence {
  return {
    lane: found.lane,
    contactId: found.contactId,
    messageId: found.id,
    attempt: found.attempt,
    record: {
      kind: 'outcome',
      software: SOFTWARE,
      worker: found.worker,
      recoveredBy: by,
      result: 'in_doubt',
      reason: 'NO_ANSWER',
    },
  };
}

function head({ lane, contactId, id, attempt }: Prepared<Letter>['message']): Omit<NewEvidence, 'record'> {
  return { lane, contactId, messageId: id, attempt };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
