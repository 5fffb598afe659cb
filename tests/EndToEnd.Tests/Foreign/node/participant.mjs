// A participant on node's own http server. Its barrier lives in memory: one turn of the event loop is its transaction.

import { createServer } from 'node:http';

const ORIGIN = { compensate: 'action', cancel: 'try', rollback: 'action' };

/** The business says no. */
export class Refused extends Error {}

/** Which effects there were, in order, each behind the barrier. */
export class Books {
  #rows = new Map();
  #effects = [];

  /** The barrier around one effect. Returns false when it had none. */
  call(branch, effect, refuse = false) {
    const origin = ORIGIN[branch.op];
    const isNull = origin !== undefined && !this.#rows.has(key(branch, origin));
    const isFirst = !this.#rows.has(key(branch, branch.op));
    if (!isNull && isFirst && refuse) throw new Refused();
    if (isNull) this.#rows.set(key(branch, origin), branch.op);
    if (isFirst) this.#rows.set(key(branch, branch.op), branch.op);
    if (isNull || !isFirst) return false;
    this.#effects.push([branch.gid, effect]);
    return true;
  }

  /** True when the local transaction of a message was committed; if it was not, it cannot be any more. */
  checkBack(branch) {
    const row = key(branch, 'msg');
    if (!this.#rows.has(row)) this.#rows.set(row, 'rollback');
    return this.#rows.get(row) === 'msg';
  }

  effects(gid) {
    return this.#effects.filter(([owner]) => owner === gid).map(([, effect]) => effect);
  }
}

function key(branch, op) {
  return JSON.stringify([branch.gid, branch.branch_id, op, '01']);
}

/** Serves functions by path: each gets the branch (the query as an object) and the body, and throws Refused for 409. */
export class Participant {
  routes = new Map();
  url = '';
  #server = createServer((request, response) => this.#serve(request, response));

  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request, response) {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url, this.url);
    const branch = Object.fromEntries(url.searchParams);
    // The SDK's tries say branch_type where the server says op.
    branch.op ??= branch.branch_type;
    let [status, body] = [200, { dtm_result: 'SUCCESS' }];
    try {
      this.routes.get(url.pathname)(branch, text === '' ? undefined : JSON.parse(text));
    } catch (error) {
      if (error instanceof Refused) {
        [status, body] = [409, { dtm_result: 'FAILURE' }];
      } else {
        // What a framework would do: the caller gets a 500, the log the reason.
        console.error(error);
        [status, body] = [500, { message: 'error' }];
      }
    }
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  }
}
