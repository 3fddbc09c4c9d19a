"""How long certomancer takes for one OCSP answer: prints seconds of CPU, the median of rounds.

    certomancer.py FOLDER INSTANT

FOLDER holds issuer.der, responder.der, key.der (PKCS#8) and request.der. certomancer is spared the
web server, the configuration and the look-up: its responder gets the request's bytes, knows every
certificate as good, and gives the answer's bytes. It reads its key anew for each answer, and nearly
all of its time with an RSA key goes into the check of the key that comes with that. Ends with 3
where certomancer is not installed.
"""

import statistics
import sys
import time
from datetime import datetime
from pathlib import Path

# This file's own folder comes first on the path, and this file has the library's name.
sys.path.pop(0)

try:
    from asn1crypto import keys, ocsp, x509
    from certomancer.services import (
        RevocationInfoInterface,
        SimpleOCSPResponder,
        choose_signed_digest,
    )
except ImportError:
    sys.exit(3)

ROUNDS = 41
SECONDS_A_ROUND = 0.2


class AllGood(RevocationInfoInterface):
    """A register that knows every certificate and takes no time."""

    def __init__(self, issuer):
        self.issuer = issuer

    def get_issuer_cert(self):
        return self.issuer

    def check_revocation_status(self, cid, at_time):
        return ocsp.CertStatus("good"), []


def main(folder, instant):
    def read(name):
        return (Path(folder) / name).read_bytes()

    certificate = x509.Certificate.load(read("responder.der"))
    responder = SimpleOCSPResponder(
        responder_cert=certificate,
        responder_key=keys.PrivateKeyInfo.load(read("key.der")),
        signature_algo=choose_signed_digest("sha256", certificate.public_key),
        at_time=datetime.fromisoformat(instant),
        revinfo_interface=AllGood(x509.Certificate.load(read("issuer.der"))),
    )
    request = read("request.der")

    def answer():
        return responder.build_ocsp_response(ocsp.OCSPRequest.load(request)).dump()

    told = ocsp.OCSPResponse.load(answer())
    status = told.response_data["responses"][0]["cert_status"].name
    if told["response_status"].native != "successful" or status != "good":
        sys.exit("certomancer did not answer")

    times = []
    for _ in range(ROUNDS):
        start, from_, count = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < SECONDS_A_ROUND:
            answer()
            count += 1
        times.append((time.process_time() - from_) / count)
    print(statistics.median(times))


main(*sys.argv[1:])
