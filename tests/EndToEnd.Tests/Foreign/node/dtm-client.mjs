// A DTM client on node's own fetch, speaking HTTP as DTM's Node SDK does: branches of TCC through registerTccBranch, the
// try with branch_type instead of op, and undefined fields left out. Every status but 2xx is an error; a message also
// when the reply says FAILURE.

export class HttpError extends Error {
  constructor(method, url, status, text) {
    super(`${method} ${url}: ${status} ${text}`);
    this.status = status;
  }
}

export async function http(method, url, body) {
  const reply = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await reply.text();
  if (!reply.ok) throw new HttpError(method, url, reply.status, text);
  return { status: reply.status, text };
}

/** The server; base ends in /api/dtmsvr. */
export class Dtm {
  constructor(base) {
    this.base = base;
  }

  async newGid() {
    return JSON.parse((await http('GET', `${this.base}/newGid`)).text).gid;
  }

  call(operation, body) {
    return http('POST', `${this.base}/${operation}`, body);
  }

  async transaction(gid) {
    return JSON.parse((await http('GET', `${this.base}/query?gid=${gid}`)).text).transaction;
  }
}

export class Saga {
  steps = [];
  payloads = [];

  constructor(dtm, gid) {
    this.dtm = dtm;
    this.gid = gid;
  }

  add(action, compensate, payload) {
    this.steps.push({ action, compensate });
    this.payloads.push(JSON.stringify(payload));
    return this;
  }

  async submit() {
    const reply = await this.dtm.call('submit', { gid: this.gid, trans_type: 'saga', retry_interval: 1, steps: this.steps, payloads: this.payloads });
    if (reply.status !== 200) throw new Error(`submit: ${reply.status}`);
  }
}

export class Msg {
  steps = [];
  payloads = [];

  constructor(dtm, gid) {
    this.dtm = dtm;
    this.gid = gid;
  }

  add(action, payload) {
    this.steps.push({ action });
    this.payloads.push(JSON.stringify(payload));
    return this;
  }

  prepare(queryPrepared, timeoutToFail) {
    return this.#post('prepare', { query_prepared: queryPrepared, timeout_to_fail: timeoutToFail });
  }

  submit() {
    return this.#post('submit', {});
  }

  async #post(operation, more) {
    const reply = await this.dtm.call(operation, { gid: this.gid, trans_type: 'msg', retry_interval: 1, steps: this.steps, payloads: this.payloads, ...more });
    if (reply.status !== 200 || reply.text.includes('FAILURE')) throw new Error(`${operation}: ${reply.text}`);
  }
}

export class Tcc {
  #count = 0;

  constructor(dtm, gid) {
    this.dtm = dtm;
    this.gid = gid;
  }

  /** Runs the user's function. True when it was submitted, false when it was aborted. */
  async run(transfer) {
    const body = { gid: this.gid, trans_type: 'tcc', retry_interval: 1 };
    await this.dtm.call('prepare', body);
    try {
      await transfer(this);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      await this.dtm.call('abort', body);
      return false;
    }
    await this.dtm.call('submit', body);
    return true;
  }

  async callBranch(payload, tryUrl, confirmUrl, cancelUrl) {
    const branchId = String(++this.#count).padStart(2, '0');
    await this.dtm.call('registerTccBranch', {
      gid: this.gid,
      branch_id: branchId,
      trans_type: 'tcc',
      status: 'prepared',
      data: JSON.stringify(payload),
      try: tryUrl,
      confirm: confirmUrl,
      cancel: cancelUrl,
    });
    const query = new URLSearchParams({ dtm: this.dtm.base, gid: this.gid, branch_id: branchId, trans_type: 'tcc', branch_type: 'try' });
    return http('POST', `${tryUrl}?${query}`, payload);
  }
}
