"""gRPC by an implementation that is not ours: a client of DTM's API and a branch service, driven by lines of JSON on stdin.

The messages are built from protocol section 2, not from our .proto: a wrong number there shows here.
"""
import base64
import json
import os
import sys
import threading
from concurrent import futures

os.environ.pop("http_proxy", None)
os.environ.pop("https_proxy", None)

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format
try:
    from google.protobuf.message_factory import GetMessageClass as message_class
except ImportError:
    from google.protobuf import message_factory
    message_class = message_factory.MessageFactory().GetPrototype

MESSAGES = {
    "Empty": [],
    "Options": [(1, "WaitResult", "bool"), (2, "TimeoutToFail", "int64"), (3, "RetryInterval", "int64"), (4, "PassthroughHeaders", "strings"),
                (5, "BranchHeaders", "map"), (6, "RequestTimeout", "int64"), (7, "RetryLimit", "int64")],
    "Request": [(1, "Gid", "string"), (2, "TransType", "string"), (3, "TransOptions", "Options"), (4, "CustomedData", "string"), (5, "BinPayloads", "many bytes"),
                (6, "QueryPrepared", "string"), (7, "Steps", "string"), (8, "ReqExtra", "map"), (9, "RollbackReason", "string"), (77, "Unheard", "string")],
    "GidReply": [(1, "Gid", "string")],
    "Branch": [(1, "Gid", "string"), (2, "TransType", "string"), (3, "BranchID", "string"), (4, "Op", "string"), (5, "Data", "map"), (6, "BusiPayload", "bytes")],
    "Transaction": [(1, "Gid", "string"), (2, "Status", "string"), (3, "RollbackReason", "string"), (4, "Result", "string")],
    "Progress": [(1, "Status", "string"), (2, "BinData", "bytes"), (3, "BranchID", "string"), (4, "Op", "string")],
    "Progresses": [(1, "Transaction", "Transaction"), (2, "Progresses", "many Progress")],
    "Topic": [(1, "Topic", "string"), (2, "URL", "string"), (3, "Remark", "string")],
    "WorkflowData": [(1, "Data", "bytes")],
    "HealthRequest": [(1, "service", "string")],
    "HealthReply": [(1, "status", "int64")],
}


def build():
    field = descriptor_pb2.FieldDescriptorProto
    scalars = {"string": field.TYPE_STRING, "bytes": field.TYPE_BYTES, "bool": field.TYPE_BOOL, "int64": field.TYPE_INT64}
    file = descriptor_pb2.FileDescriptorProto(name="peer.proto", package="peer", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, field_name, kind in fields:
            one = message.field.add(name=field_name, number=number, json_name=field_name, label=field.LABEL_OPTIONAL)
            if kind == "map":
                entry = message.nested_type.add(name=field_name + "Entry")
                entry.options.map_entry = True
                for i, part in enumerate(("key", "value")):
                    entry.field.add(name=part, number=i + 1, json_name=part, label=field.LABEL_OPTIONAL, type=field.TYPE_STRING)
                one.label, one.type, one.type_name = field.LABEL_REPEATED, field.TYPE_MESSAGE, f".peer.{name}.{field_name}Entry"
                continue
            if kind == "strings":
                kind = "many string"
            if kind.startswith("many "):
                one.label, kind = field.LABEL_REPEATED, kind[5:]
            if kind in scalars:
                one.type = scalars[kind]
            else:
                one.type, one.type_name = field.TYPE_MESSAGE, f".peer.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_class(pool.FindMessageTypeByName(f"peer.{name}")) for name in MESSAGES}


CLASSES = build()
OUTPUT = threading.Lock()


def say(what):
    with OUTPUT:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def encode(kind, value):
    if "raw" in value:
        return base64.b64decode(value["raw"])
    return json_format.ParseDict(value, CLASSES[kind]()).SerializeToString()


def decode(kind, data):
    return json_format.MessageToDict(CLASSES[kind].FromString(data), including_default_value_fields=True, preserving_proto_field_name=True)


class Branches(grpc.GenericRpcHandler):
    """Answers by the method's name, and tells about every call."""

    ANSWERS = {
        "Fail": (grpc.StatusCode.ABORTED, "not enough money: 5 < 10 €"),
        "OldOngoing": (grpc.StatusCode.ABORTED, "ONGOING"),
        "Ongoing": (grpc.StatusCode.FAILED_PRECONDITION, "come again"),
        "Boom": (grpc.StatusCode.INTERNAL, "boom"),
        "Silent": (grpc.StatusCode.UNAVAILABLE, ""),
    }

    def __init__(self):
        self.gates = {}
        self.lock = threading.Lock()

    def gate(self, name):
        with self.lock:
            return self.gates.setdefault(name, threading.Event())

    def service(self, details):
        name = details.method.rsplit("/", 1)[1]
        if not details.method.startswith(("/busi.Busi/", "/workflow.Workflow/")):
            return None

        def answer(request, context):
            say({"seen": details.method, "metadata": [[k, v.decode("latin-1") if isinstance(v, bytes) else v] for k, v in details.invocation_metadata],
                 "message": base64.b64encode(request).decode(), "remaining": context.time_remaining()})
            if name.startswith("Hang"):
                ended = threading.Event()
                context.add_callback(ended.set)
                ended.wait()
                say({"cancelled": details.method})
                return b""
            if name.startswith("Gate"):
                self.gate(name).wait()
            for word, (code, text) in self.ANSWERS.items():
                if name == word or (name == "Action" + word and dict(details.invocation_metadata)["dtm-op"] == "action"):
                    context.abort(code, text)
            if name == "Trailers":
                context.send_initial_metadata((("x-a", "1"),))
                context.abort(grpc.StatusCode.ABORTED, "after headers")
            return b"x" * 2_000_000 if name == "Long" else b"\x0a\x02ok"

        return grpc.unary_unary_rpc_method_handler(answer)


def call(channels, command):
    options = [("grpc.enable_http_proxy", 0), ("grpc.max_send_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]
    target = command["target"]
    if target not in channels:
        channels[target] = grpc.insecure_channel(target, options=options)
    method = channels[target].unary_unary(command["method"])
    compression = grpc.Compression.Gzip if command.get("gzip") else None
    metadata = [tuple(pair) for pair in command.get("metadata", [])]
    running = method.future(encode(command["request"], command["message"]), timeout=command.get("timeout"), metadata=metadata, compression=compression)

    def done(ended):
        try:
            code = ended.code()
            answer = {"id": command["id"], "code": code.value[0], "details": ended.details() or "",
                      "trailers": [[k, v] for k, v in ended.trailing_metadata() or () if isinstance(v, str)],
                      "headers": [[k, v] for k, v in ended.initial_metadata() or () if isinstance(v, str)]}
            if code == grpc.StatusCode.OK:
                answer["reply"] = decode(command["reply"], ended.result())
            say(answer)
        except Exception as wrong:  # told to the test, which fails
            say({"id": command["id"], "wrong": repr(wrong)})

    running.add_done_callback(done)
    return running


def main():
    branches = Branches()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=200), handlers=(branches,), options=[("grpc.so_reuseport", 0)])
    say({"port": server.add_insecure_port("127.0.0.1:0")})
    server.start()
    channels, running = {}, {}
    for line in sys.stdin:
        command = json.loads(line)
        kind = command["do"]
        if kind == "call":
            running[command["id"]] = call(channels, command)
        elif kind == "cancel":
            running[command["id"]].cancel()
        elif kind == "open":
            branches.gate(command["name"]).set()
        elif kind == "decode":
            say({"id": command["id"], "reply": decode(command["reply"], base64.b64decode(command["raw"]))})
    server.stop(None)


main()
