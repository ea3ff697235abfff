#!/usr/bin/python3
"""A small SSH server for one test: prints its port, serves until its stdin closes.

Persons: pass (password "sésame"), ask (two questions), key (any of the keys in argv[2]), both (key, then a question).
exec answers the command line, the environment and the input; the subsystem says hello and echoes.
"""
import json
import os
import socket
import sys
import threading

import paramiko


class Door(paramiko.ServerInterface):
    def __init__(self, keys):
        self.keys = keys
        self.env = {}

    def get_allowed_auths(self, person):
        return {"pass": "password", "ask": "keyboard-interactive", "key": "publickey,password",
                "both": "publickey,keyboard-interactive"}.get(person, "publickey,password")

    def check_auth_password(self, person, password):
        return paramiko.AUTH_SUCCESSFUL if person == "pass" and password == "sésame" else paramiko.AUTH_FAILED

    def check_auth_publickey(self, person, key):
        if key.get_base64() not in self.keys:
            return paramiko.AUTH_FAILED
        return {"key": paramiko.AUTH_SUCCESSFUL, "both": paramiko.AUTH_PARTIALLY_SUCCESSFUL}.get(
            person, paramiko.AUTH_FAILED)

    def check_auth_interactive(self, person, submethods):
        if person not in ("ask", "both"):
            return paramiko.AUTH_FAILED
        return paramiko.InteractiveQuery("Second step", "Say it\x1b[31m twice", ("Colour? ", True), ("Secret? ", False))

    def check_auth_interactive_response(self, answers):
        return paramiko.AUTH_SUCCESSFUL if answers == ["blue", "moon"] else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_env_request(self, channel, name, value):
        self.env[name.decode()] = value.decode()
        return True

    def check_channel_exec_request(self, channel, command):
        threading.Thread(target=self.execute, args=(channel, command.decode()), daemon=True).start()
        return True

    def check_channel_subsystem_request(self, channel, name):
        if name != "comptoir":
            return False
        threading.Thread(target=self.talk, args=(channel,), daemon=True).start()
        return True

    def execute(self, channel, command):
        given = b""
        while command.startswith("import") and (more := channel.recv(65536)):
            given += more
        channel.sendall(f"command: {command}\ncolumns: {self.env.get('COMPTOIR_TTY', '-')}\ninput: {len(given)}\n".encode())
        channel.sendall_stderr(b"a sentence\n")
        channel.send_exit_status(4 if command.startswith("update") else 0)
        channel.close()

    def talk(self, channel):
        lines = channel.makefile("rwb")
        lines.write(b'{"jsonrpc":"2.0","method":"hello","params":{"protocol":"1.0","person":{"language":"fr"}}}\n')
        lines.flush()
        for line in lines:
            request = json.loads(line)
            answer = {"jsonrpc": "2.0", "id": request["id"], "result": request["params"]}
            lines.write(json.dumps(answer).encode() + b"\n")
            lines.flush()


def serve(client, host_key, keys):
    transport = paramiko.Transport(client)
    transport.add_server_key(host_key)
    try:
        transport.start_server(server=Door(keys))
    except (paramiko.SSHException, EOFError):
        return
    transport.join()


def main():
    host_key = paramiko.ECDSAKey.generate()
    keys = [line.split()[1] for line in open(sys.argv[2])] if len(sys.argv) > 2 else []
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    os.write(1, b"%d\n" % listener.getsockname()[1])
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, host_key, keys), daemon=True).start()


main()
