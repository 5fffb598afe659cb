"""A DTM client on Python's standard library, speaking HTTP as DTM's Python SDK does: null for what is not set,
passthrough_headers as an empty list, a request timeout of 8 seconds. 409 is a failure, every other status but 200
and every text with FAILURE in it is an error."""

import json
import urllib.error
import urllib.parse
import urllib.request


class Failure(Exception):
    """The other side said no."""


class Error(Exception):
    """Nobody knows what happened."""


def http(method, url, body=None):
    """One exchange, checked as the SDK checks it. Returns the text of the reply."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            status, text = reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    if status == 409:
        raise Failure(text)
    if status != 200 or "FAILURE" in text:
        raise Error(f"{method} {url}: {status} {text}")
    return text


class Dtm:
    """The server; base ends in /api/dtmsvr."""

    def __init__(self, base):
        self.base = base

    def new_gid(self):
        reply = json.loads(http("GET", self.base + "/newGid"))
        assert all(isinstance(value, str) for value in reply.values()), reply
        return reply["gid"]

    def call(self, operation, body):
        return http("POST", f"{self.base}/{operation}", body)

    def transaction(self, gid):
        return json.loads(http("GET", f"{self.base}/query?gid={gid}"))["transaction"]


def trans(gid, trans_type, **fields):
    """The body of prepare, submit and abort."""
    body = {
        "gid": gid,
        "trans_type": trans_type,
        "wait_result": None,
        "timeout_to_fail": None,
        "retry_interval": 1,
        "request_timeout": 8,
        "branch_headers": None,
        "passthrough_headers": [],
        "custom_data": None,
        "query_prepared": None,
        "rollback_reason": None,
        "steps": None,
        "payloads": None,
    }
    body.update(fields)
    return body


class Saga:
    def __init__(self, dtm, gid):
        self.dtm, self.gid, self.steps, self.payloads = dtm, gid, [], []

    def add(self, payload, action, compensate):
        self.steps.append({"action": action, "compensate": compensate})
        self.payloads.append(json.dumps(payload))
        return self

    def submit(self):
        self.dtm.call("submit", trans(self.gid, "saga", steps=self.steps, payloads=self.payloads))


class Msg:
    def __init__(self, dtm, gid, query_prepared):
        self.dtm, self.gid, self.query_prepared, self.steps, self.payloads = dtm, gid, query_prepared, [], []

    def add(self, payload, action):
        self.steps.append({"action": action})
        self.payloads.append(json.dumps(payload))
        return self

    def prepare(self, timeout_to_fail):
        self.dtm.call("prepare", self._body(timeout_to_fail))

    def submit(self):
        self.dtm.call("submit", self._body(None))

    def _body(self, timeout_to_fail):
        return trans(self.gid, "msg", steps=self.steps, payloads=self.payloads,
                     query_prepared=self.query_prepared, timeout_to_fail=timeout_to_fail)


class Branches:
    """What TCC and XA share: prepare, numbered branches, submit, or abort when anything is raised."""

    trans_type = None

    def __init__(self, dtm, gid):
        self.dtm, self.gid, self.count = dtm, gid, 0

    def run(self, function):
        """Runs the user's function. True when it was submitted, False when it was aborted."""
        self.dtm.call("prepare", trans(self.gid, self.trans_type))
        try:
            function(self)
        except (Failure, Error) as reason:
            self.dtm.call("abort", trans(self.gid, self.trans_type, rollback_reason=str(reason)[:500]))
            return False
        self.dtm.call("submit", trans(self.gid, self.trans_type))
        return True

    def next_branch(self):
        self.count += 1
        return f"{self.count:02d}"

    def query(self, branch_id, op, **more):
        return urllib.parse.urlencode({"gid": self.gid, "trans_type": self.trans_type, "branch_id": branch_id, "op": op, **more})


class Tcc(Branches):
    trans_type = "tcc"

    def call_branch(self, payload, try_url, confirm_url, cancel_url):
        branch_id = self.next_branch()
        self.dtm.call("registerBranch", {
            "gid": self.gid, "trans_type": "tcc", "branch_id": branch_id, "status": "prepared",
            "data": json.dumps(payload), "confirm": confirm_url, "cancel": cancel_url, "url": None,
        })
        return http("POST", f"{try_url}?{self.query(branch_id, 'try')}", payload)


class Xa(Branches):
    trans_type = "xa"

    def call_branch(self, payload, url):
        query = self.query(self.next_branch(), "action", dtm=self.dtm.base, phase2_url=url)
        return http("POST", f"{url}?{query}", payload)


class Workflow:
    """One run of a workflow: takes from the server what is recorded, and records what is new."""

    def __init__(self, dtm, gid, name, data, callback):
        self.dtm, self.gid = dtm, gid
        custom_data = json.dumps({"name": name, "data": data})
        reply = json.loads(dtm.call("prepareWorkflow", trans(gid, "workflow", custom_data=custom_data,
                                                              query_prepared=callback, protocol="http")))
        self.status = reply["transaction"]["status"]
        self.rows = {(row["branch_id"], row["op"]): row["status"] for row in reply["progresses"]}

    def step(self, branch_id, op, payload, url):
        """Raises Failure when the participant said no, now or in an earlier run."""
        if (branch_id, op) not in self.rows:
            query = urllib.parse.urlencode({"gid": self.gid, "trans_type": "workflow", "branch_id": branch_id, "op": op})
            try:
                http("POST", f"{url}?{query}", payload)
                status = "succeed"
            except Failure:
                status = "failed"
            self.dtm.call("registerBranch", {"gid": self.gid, "trans_type": "workflow", "branch_id": branch_id,
                                              "op": op, "status": status, "data": "", "url": None})
            self.rows[(branch_id, op)] = status
        if self.rows[(branch_id, op)] == "failed":
            raise Failure(f"{branch_id}/{op}")

    def end(self, status, reason=""):
        self.dtm.call("submit", trans(self.gid, "workflow",
                                      req_extra={"status": status, "rollback_reason": reason, "result": ""}))
