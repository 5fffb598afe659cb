// Runs every scenario against the server whose base address is the only argument, and prints one JSON line for each:
// its name, the final status, and what the participant's own books say took effect, in order.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dtm, HttpError, Msg, Saga, Tcc } from './dtm-client.mjs';
import { Books, Participant, Refused } from './participant.mjs';

const PATIENCE_MS = 30_000;
const PAYLOAD = { amount: 30 };

const books = new Books();
const participant = new Participant();
await participant.start();
const dtm = new Dtm(process.argv[2]);

function route(path, effect, refuse = false) {
  participant.routes.set(path, (branch, body) => {
    assert.deepEqual(body, PAYLOAD);
    books.call(branch, effect, refuse);
  });
  return participant.url + path;
}

participant.routes.set('/check-back', (branch, body) => {
  assert.deepEqual([branch.branch_id, branch.op, body], ['00', 'msg', undefined]);
  if (!books.checkBack(branch)) throw new Refused();
});

const [out, outBack, outConfirm] = [route('/out', 'out'), route('/out/undo', 'out back'), route('/out/confirm', 'out confirmed')];
const [into, inBack, inConfirm] = [route('/in', 'in'), route('/in/undo', 'in back'), route('/in/confirm', 'in confirmed')];
const [refused, refusedBack] = [route('/refused', 'refused', true), route('/refused/undo', 'refused back')];
const checkBack = participant.url + '/check-back';

/** The final status; the last one known when patience ends. */
async function final(gid) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const { status } = await dtm.transaction(gid);
    if (status === 'succeed' || status === 'failed' || performance.now() > end) return status;
    await sleep(50);
  }
}

async function saga(second, secondBack) {
  const gid = await dtm.newGid();
  await new Saga(dtm, gid).add(out, outBack, PAYLOAD).add(second, secondBack, PAYLOAD).submit();
  return gid;
}

async function tcc(second, isSubmitted) {
  const gid = await dtm.newGid();
  const result = await new Tcc(dtm, gid).run(async (branches) => {
    await branches.callBranch(PAYLOAD, out, outConfirm, outBack);
    await branches.callBranch(PAYLOAD, second, inConfirm, inBack);
  });
  assert.equal(result, isSubmitted);
  return gid;
}

async function registerAfterTheEnd() {
  const gid = await tcc(into, true);
  await final(gid);
  await assert.rejects(new Tcc(dtm, gid).callBranch(PAYLOAD, out, outConfirm, outBack), (error) => error instanceof HttpError && error.status === 409);
  return gid;
}

const localTransaction = (gid) => books.call({ gid, trans_type: 'msg', branch_id: '00', op: 'msg' }, 'sent');

async function prepared(timeoutToFail) {
  const gid = await dtm.newGid();
  const msg = new Msg(dtm, gid).add(into, PAYLOAD);
  await msg.prepare(checkBack, timeoutToFail);
  return [gid, msg];
}

async function msgSuccess() {
  const [gid, msg] = await prepared(60);
  assert(localTransaction(gid));
  await msg.submit();
  return gid;
}

async function checkBackAfter() {
  const [gid] = await prepared(1);
  assert(localTransaction(gid));
  return gid;
}

async function checkBackBefore() {
  const [gid] = await prepared(1);
  await final(gid);
  assert(!localTransaction(gid));
  return gid;
}

const scenarios = {
  'saga success': () => saga(into, inBack),
  'saga rollback': () => saga(refused, refusedBack),
  'tcc success': () => tcc(into, true),
  'tcc rollback': () => tcc(refused, false),
  'registerTccBranch after the end is a failure': registerAfterTheEnd,
  'msg success': msgSuccess,
  'msg check-back after the local commit': checkBackAfter,
  'msg check-back before the local commit': checkBackBefore,
};

for (const [name, scenario] of Object.entries(scenarios)) {
  const gid = await scenario();
  console.log(JSON.stringify({ name, status: await final(gid), effects: books.effects(gid), pending: 0 }));
}

participant.stop();
