#!/usr/bin/env python3
"""Prints v1.json: the formats of docs/formats.md worked out a second time, with another library (pyca/cryptography).

The output is committed and never changes: it is what version 1 looks like on disk.
"""
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER = bytes(range(0x70, 0x90))
SCOPE, PREFIX, SID = b"uid:33", b"usersync:", b"0123456789abcdefghijklmnop"
LOGIN = b"AAECAwQFBgcICQoLDA0ODw"
CONTEXT = b"payment details"
NONCE = bytes(range(24))
SESSION = b"\x01" + (1700000000).to_bytes(8, "big") + b"\x00" + bytes(8) + b'user|s:5:"alice";'
DATA = b"4111 1111 1111 1111"


def b64(data):
    return urlsafe_b64encode(data).rstrip(b"=")


def subkey(label):
    return HKDF(SHA256(), 32, None, b"usersync/v1/" + label + b"\x00" + SCOPE).derive(MASTER)


def xaes_seal(key, nonce, plaintext, associated):
    def encrypt(block):
        one = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return one.update(block) + one.finalize()

    k1 = int.from_bytes(encrypt(bytes(16)), "big") << 1
    if k1 >> 128:
        k1 = (k1 & (1 << 128) - 1) ^ 0x87
    blocks = [bytes([0, i, ord("X"), 0]) + nonce[:12] for i in (1, 2)]
    message_key = b"".join(encrypt((int.from_bytes(b, "big") ^ k1).to_bytes(16, "big")) for b in blocks)
    return AESGCM(message_key).encrypt(nonce[12:], plaintext, associated)


def counted(data, width):
    return len(data).to_bytes(width, "big") + data


text = b"k3.local." + b64(MASTER)
lid = hashlib.sha384(b"k3.lid." + text).digest()[:33]
header = b"USE\x01" + b"\x01\x00\x00\x00" + lid[:8]
session_aad = header + counted(SCOPE, 1) + counted(PREFIX, 1) + counted(SID, 2)
data_aad = header + b"data" + counted(CONTEXT, 2)
message = SCOPE + b"\x00main\x00alice"

print(json.dumps({
    "key": text.decode(),
    "scope": SCOPE.decode(),
    "prefix": PREFIX.decode(),
    "sid": SID.decode(),
    "context": CONTEXT.decode(),
    "nonce": NONCE.hex(),
    "session_plaintext": SESSION.hex(),
    "session_record": (header + NONCE + xaes_seal(subkey(b"enc"), NONCE, SESSION, session_aad)).hex(),
    "data_plaintext": DATA.hex(),
    "data_record": (header + NONCE + xaes_seal(subkey(b"data"), NONCE, DATA, data_aad)).hex(),
    "session_name": hashlib.sha256(b"usersync/1/sid\x00" + SCOPE + b"\x00" + PREFIX + b"\x00" + SID).hexdigest()[:48],
    "nonce_name": hashlib.sha256(b"main\x00https://a.example\x00https://b.example\x00jti").hexdigest(),
    "login_name": hashlib.sha256(b"usersync/1/login\x00" + SCOPE + b"\x00" + PREFIX + b"\x00" + LOGIN).hexdigest()[:48],
    "user_name": hmac.new(subkey(b"index"), b"user\x00" + SCOPE + b"\x00" + PREFIX + b"\x00alice", hashlib.sha256).hexdigest(),
    "subject_name": hmac.new(subkey(b"index"), b"subject\x00" + SCOPE + b"\x00" + PREFIX +
                             b"\x00main\x00https://a.example\x007", hashlib.sha256).hexdigest(),
    "mac_message": message.hex(),
    "index_mac": hmac.new(subkey(b"index"), message, hashlib.sha256).hexdigest(),
    "code_mac": hmac.new(subkey(b"code"), message, hashlib.sha256).hexdigest(),
}, indent=1))
