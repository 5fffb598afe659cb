"""A participant on Python's standard library, with a barrier table in SQLite. Its ledger says what took effect."""

import http.server
import json
import sqlite3
import threading
import urllib.parse

ORIGIN = {"compensate": "action", "cancel": "try", "rollback": "action"}


class Refused(Exception):
    """The business says no."""


class Books:
    """The participant's own database: every effect and its barrier row are committed together."""

    def __init__(self):
        self.lock = threading.Lock()
        self.database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.database.execute("CREATE TABLE barrier (trans_type, gid, branch_id, op, barrier_id, reason, UNIQUE (gid, branch_id, op, barrier_id))")
        self.database.execute("CREATE TABLE ledger (seq INTEGER PRIMARY KEY, gid, effect)")
        self.database.execute("CREATE TABLE pending (gid, branch_id, effect, PRIMARY KEY (gid, branch_id))")

    def call(self, branch, effect, refuse=False):
        """The barrier around one effect. Returns False when it had none."""
        with self.lock, Transaction(self.database):
            origin = ORIGIN.get(branch["op"])
            is_null = origin is not None and self.insert(branch, origin, branch["op"])
            is_first = self.insert(branch, branch["op"], branch["op"])
            if is_null or not is_first:
                return False
            if refuse:
                raise Refused()
            self.note(branch["gid"], effect)
            return True

    def check_back(self, branch):
        """True when the local transaction of a message was committed; if it was not, it cannot be any more."""
        with self.lock, Transaction(self.database):
            self.insert(branch, "msg", "rollback")
            return self.reason(branch, "msg") == "msg"

    def xa(self, branch, effect, refuse=False):
        """Phase one keeps the effect pending; phase two makes it, or forbids it for ever."""
        key = (branch["gid"], branch["branch_id"])
        with self.lock, Transaction(self.database):
            if branch["op"] == "action":
                if refuse or self.reason(branch, "action") == "rollback":
                    raise Refused()
                self.database.execute("INSERT OR IGNORE INTO pending VALUES (?, ?, ?)", (*key, effect))
                return
            row = self.database.execute("SELECT effect FROM pending WHERE gid = ? AND branch_id = ?", key).fetchone()
            self.database.execute("DELETE FROM pending WHERE gid = ? AND branch_id = ?", key)
            if branch["op"] == "rollback":
                self.insert(branch, "action", "rollback")
            elif row is not None and self.insert(branch, "action", "action"):
                self.note(branch["gid"], row[0])

    def effects(self, gid):
        with self.lock:
            return [row[0] for row in self.database.execute("SELECT effect FROM ledger WHERE gid = ? ORDER BY seq", (gid,))]

    def pending(self, gid):
        with self.lock:
            return self.database.execute("SELECT count(*) FROM pending WHERE gid = ?", (gid,)).fetchone()[0]

    def insert(self, branch, op, reason):
        row = (branch["trans_type"], branch["gid"], branch["branch_id"], op, "01", reason)
        return self.database.execute("INSERT OR IGNORE INTO barrier VALUES (?, ?, ?, ?, ?, ?)", row).rowcount == 1

    def reason(self, branch, op):
        key = (branch["gid"], branch["branch_id"], op)
        row = self.database.execute("SELECT reason FROM barrier WHERE gid = ? AND branch_id = ? AND op = ? AND barrier_id = '01'", key).fetchone()
        return None if row is None else row[0]

    def note(self, gid, effect):
        self.database.execute("INSERT INTO ledger (gid, effect) VALUES (?, ?)", (gid, effect))


class Transaction:
    def __init__(self, database):
        self.database = database

    def __enter__(self):
        self.database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind, _value, _trace):
        self.database.execute("COMMIT" if kind is None else "ROLLBACK")


class Participant:
    """Serves functions by path: each gets the branch (the query as a dictionary) and the body, and raises Refused for 409."""

    def __init__(self):
        self.routes = {}
        routes = self.routes

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer()

            def answer(self):
                url = urllib.parse.urlsplit(self.path)
                branch = dict(urllib.parse.parse_qsl(url.query, strict_parsing=True))
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    routes[url.path](branch, json.loads(body) if body else None)
                    self.reply(200, {"dtm_result": "SUCCESS"})
                except Refused:
                    self.reply(409, {"dtm_result": "FAILURE"})
                except Exception as error:  # What a framework would do: the caller gets a 500, the log the reason.
                    self.log_error("%r", error)
                    self.reply(500, {"message": "error"})

            def reply(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_request(self, code="-", size="-"):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
