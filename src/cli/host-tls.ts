import { X509Certificate } from 'node:crypto';
import { type ConnectionOptions, type PeerCertificate, rootCertificates } from 'node:tls';

/** The certificate is known, so that it does not matter under which name the host is reached. */
export function onlyWith(certificate: string): Pick<ConnectionOptions, 'ca' | 'checkServerIdentity'> {
  const { fingerprint256 } = new X509Certificate(certificate);
  return {
    ca: [...rootCertificates, certificate],
    checkServerIdentity: (_name: string, peer: PeerCertificate) =>
      peer.fingerprint256 === fingerprint256
        ? undefined
        : new Error('this is not the certificate of the host'),
  };
}
