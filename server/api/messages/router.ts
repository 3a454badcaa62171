import { router } from '../trpc.ts';
import { counts } from './counts.ts';
import { decide } from './decide.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { release } from './release.ts';
import { proof, proofFile } from './proof.ts';
import { reveal } from './reveal.ts';

export const messagesRouter = router({ counts, decide, get, list, proof, proofFile, release, reveal });
