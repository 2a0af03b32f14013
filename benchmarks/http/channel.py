"""Teams' side, in its own process: signing keys, a token endpoint, and a connector over HTTP and HTTPS that takes replies."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import certifi
import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "99999999-8888-7777-6666-555555555555"
TENANT = "11111111-2222-3333-4444-555555555555"


def certificate(home: Path) -> tuple[Path, Path]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = home / "cert.pem", home / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    # Trusted besides the public roots, not instead of them: an SDK that reads its roots for each turn pays for that in real life.
    (home / "trusted.pem").write_bytes(Path(certifi.where()).read_bytes() + public.read_bytes())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    return public, private


async def serve(home: Path) -> None:
    public, private = certificate(home)
    signing = rsa.generate_private_key(65537, 2048)
    jwk: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(signing.public_key(), as_dict=True)
    keys = json.dumps({"keys": [{**jwk, "kid": "one", "use": "sig", "endorsements": ["msteams"]}]})
    held: dict[str, str] = {}

    async def connector(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=b'{"id":"1"}', status=201, content_type="application/json")

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"{held['http']}/keys"})

    async def jwks(request: web.Request) -> web.Response:
        return web.Response(text=keys, content_type="application/json")

    async def token(request: web.Request) -> web.Response:
        return web.json_response({"access_token": "ours", "expires_in": 3600})

    app = web.Application()
    app.add_routes([web.get("/metadata", metadata), web.get("/keys", jwks), web.post("/token", token)])
    app.router.add_route("*", "/connector/{rest:.*}", connector)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(public, private)
    for scheme, context in (("http", None), ("https", secured)):
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        held[scheme] = f"{scheme}://localhost:{port}"
    now = int(time.time())
    for scheme in ("http", "https"):
        claims = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": now + 7200, "nbf": now - 60}
        claims["serviceurl"] = f"{held[scheme]}/connector"
        held[f"{scheme}_token"] = jwt.encode(claims, signing, algorithm="RS256", headers={"kid": "one"})
    print(json.dumps({**held, "cert": str(home / "trusted.pem")}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
