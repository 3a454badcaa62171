import { askItself } from './ask-itself.ts';
import { fitFrames } from './fit-frame.ts';
import { keepWatch } from './keep-watch.ts';
import { sendReplies } from './send-reply.ts';

/*
 * The portal's pages are whole without this script. It saves a press (the code is asked for as the page opens), lets the
 * message have its full height, tells of a message taken back while it is open, and keeps a reply that could not be sent.
 * It stores nothing: no cookie, no localStorage, no cache. What is written lives in the page and goes with it.
 */
askItself();
fitFrames();
keepWatch();
sendReplies();
