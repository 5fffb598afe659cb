"""Runs every scenario against the server whose base address is the only argument, and prints one JSON line for each:
its name, the final status, and what the participant's own books say took effect, in order."""

import base64
import json
import sys
import threading
import time

from dtm_client import Dtm, Error, Failure, Msg, Saga, Tcc, Workflow, Xa
from participant import Books, Participant, Refused

PATIENCE_SECONDS = 30
PAYLOAD = {"amount": 30}

books = Books()
participant = Participant()
dtm = Dtm(sys.argv[1])


def route(path, effect, refuse=False, call=None):
    def serve(branch, body):
        if body is not None and body != PAYLOAD:
            raise ValueError(f"{path}: {body}")
        (call or books.call)(branch, effect, refuse)
    participant.routes[path] = serve
    return participant.url + path


def check_back(branch, body):
    if (branch["branch_id"], branch["op"], body) != ("00", "msg", None):
        raise ValueError(f"check-back: {branch} {body}")
    if not books.check_back(branch):
        raise Refused()


OUT, OUT_BACK = route("/out", "out"), route("/out/undo", "out back")
IN, IN_BACK = route("/in", "in"), route("/in/undo", "in back")
REFUSED, REFUSED_BACK = route("/refused", "refused", refuse=True), route("/refused/undo", "refused back")
OUT_CONFIRM, IN_CONFIRM = route("/out/confirm", "out confirmed"), route("/in/confirm", "in confirmed")
XA_OUT, XA_IN = "/xa/out", "/xa/in"
participant.routes["/check-back"] = check_back
CHECK_BACK = participant.url + "/check-back"


def final(gid):
    """The final status; the last one known when patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        status = dtm.transaction(gid)["status"]
        if status in ("succeed", "failed") or time.monotonic() > end:
            return status
        time.sleep(0.05)


def saga_success():
    gid = dtm.new_gid()
    Saga(dtm, gid).add(PAYLOAD, OUT, OUT_BACK).add(PAYLOAD, IN, IN_BACK).submit()
    return gid


def saga_rollback():
    gid = dtm.new_gid()
    Saga(dtm, gid).add(PAYLOAD, OUT, OUT_BACK).add(PAYLOAD, REFUSED, REFUSED_BACK).submit()
    return gid


def tcc(second):
    gid = dtm.new_gid()

    def transfer(tcc):
        tcc.call_branch(PAYLOAD, OUT, OUT_CONFIRM, OUT_BACK)
        tcc.call_branch(PAYLOAD, second, IN_CONFIRM, IN_BACK)
    return gid, Tcc(dtm, gid).run(transfer)


def tcc_success():
    gid, was_submitted = tcc(IN)
    assert was_submitted
    return gid


def tcc_rollback():
    gid, was_submitted = tcc(REFUSED)
    assert not was_submitted
    return gid


def register_branch_after_the_end_is_a_failure():
    gid = tcc_success()
    final(gid)
    try:
        Tcc(dtm, gid).call_branch(PAYLOAD, OUT, OUT_CONFIRM, OUT_BACK)
    except Failure:
        return gid
    raise AssertionError("the branch was taken")


def local_transaction(gid):
    return books.call({"gid": gid, "trans_type": "msg", "branch_id": "00", "op": "msg"}, "sent")


def msg_success():
    gid = dtm.new_gid()
    msg = Msg(dtm, gid, CHECK_BACK).add(PAYLOAD, IN)
    msg.prepare(timeout_to_fail=60)
    assert local_transaction(gid)
    msg.submit()
    return gid


def msg_check_back_after_the_local_commit():
    gid = dtm.new_gid()
    Msg(dtm, gid, CHECK_BACK).add(PAYLOAD, IN).prepare(timeout_to_fail=1)
    assert local_transaction(gid)
    return gid


def msg_check_back_before_the_local_commit():
    gid = dtm.new_gid()
    Msg(dtm, gid, CHECK_BACK).add(PAYLOAD, IN).prepare(timeout_to_fail=1)
    final(gid)
    assert not local_transaction(gid)
    return gid


def xa(refuse):
    def serve(effect, refuse):
        def call(branch, body):
            if branch["op"] == "action":
                if body != PAYLOAD:
                    raise ValueError(f"xa: {body}")
                dtm.call("registerBranch", {"gid": branch["gid"], "trans_type": "xa", "branch_id": branch["branch_id"],
                                            "url": branch["phase2_url"], "data": None})
            elif body is not None:
                raise ValueError(f"xa phase two: {body}")
            books.xa(branch, effect, refuse)
        return call
    participant.routes[XA_OUT], participant.routes[XA_IN] = serve("out", False), serve("in", refuse)
    gid = dtm.new_gid()

    def transfer(xa):
        xa.call_branch(PAYLOAD, participant.url + XA_OUT)
        xa.call_branch(PAYLOAD, participant.url + XA_IN)
    assert Xa(dtm, gid).run(transfer) is not refuse
    return gid


def run_workflow(gid, data, callback, first_run):
    """Money out, money in; in the first run the client stops in between when data says so."""
    flow = Workflow(dtm, gid, "transfer", data, callback)
    plan = json.loads(base64.b64decode(data))
    if flow.status in ("succeed", "failed"):
        return
    try:
        flow.step("01", "action", PAYLOAD, OUT)
        if first_run and plan["stop"]:
            return
        flow.step("02", "action", PAYLOAD, REFUSED if plan["refuse"] else IN)
    except Failure as reason:
        flow.step("01", "rollback", PAYLOAD, OUT_BACK)
        flow.end("failed", str(reason))
        return
    flow.end("succeed")


def workflow(stop, refuse):
    gid = dtm.new_gid()
    data = base64.b64encode(json.dumps({"stop": stop, "refuse": refuse}).encode()).decode()
    called_back = threading.Event()

    def resume(branch, body):
        if (branch["gid"], branch["branch_id"], branch["op"]) != (gid, "00", "transfer") or body != {"stop": stop, "refuse": refuse}:
            raise ValueError(f"callback: {branch} {body}")
        called_back.set()
        run_workflow(gid, data, participant.url + "/resume", first_run=False)
    participant.routes["/resume"] = resume
    run_workflow(gid, data, participant.url + "/resume", first_run=True)
    assert not stop or called_back.wait(PATIENCE_SECONDS)
    return gid


def a_refused_submit_is_an_error():
    gid = dtm.new_gid()
    try:
        dtm.call("submit", {"gid": gid, "trans_type": "no such type"})
    except Error:
        return saga_success()
    raise AssertionError("it was taken")


SCENARIOS = {
    "saga success": saga_success,
    "saga rollback": saga_rollback,
    "tcc success": tcc_success,
    "tcc rollback": tcc_rollback,
    "registerBranch after the end is a failure": register_branch_after_the_end_is_a_failure,
    "msg success": msg_success,
    "msg check-back after the local commit": msg_check_back_after_the_local_commit,
    "msg check-back before the local commit": msg_check_back_before_the_local_commit,
    "xa success": lambda: xa(refuse=False),
    "xa rollback": lambda: xa(refuse=True),
    "workflow success": lambda: workflow(stop=False, refuse=False),
    "workflow rollback": lambda: workflow(stop=False, refuse=True),
    "workflow finished by the callback": lambda: workflow(stop=True, refuse=False),
    "workflow rolled back by the callback": lambda: workflow(stop=True, refuse=True),
    "an unknown trans_type is an error": a_refused_submit_is_an_error,
}

for name, scenario in SCENARIOS.items():
    gid = scenario()
    print(json.dumps({"name": name, "status": final(gid), "effects": books.effects(gid), "pending": books.pending(gid)}), flush=True)
