// A time-stamping authority made of openssl, for a folder of its own: its certificates, its answers, and an HTTP server before it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const config = `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[last]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamps_lightly]
extendedKeyUsage = timeStamping
[stamps_and_more]
extendedKeyUsage = critical,timeStamping,clientAuth
[plain]
basicConstraints = CA:FALSE
[ts]
serial = ./serial
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ts_old]
serial = ./serial
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha1
`

type Extensions = 'authority' | 'last' | 'stamps' | 'stamps_lightly' | 'stamps_and_more' | 'plain'
type Kind = 'rsa' | 'ec' | 'ed25519'
const algorithms: Record<Kind, string[]> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['-algorithm', 'ED25519'],
}

export type Authority = ReturnType<typeof makeAuthority>

/** A root, and under it a signer of time-stamps. */
export const makeAuthority = () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-tsa-'))
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  writeFileSync(join(folder, 'openssl.cnf'), config)
  writeFileSync(join(folder, 'serial'), '01\n')
  const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8')

  /** `by` is whose key signs the certificate; left out, its own. */
  const certify = (name: string, extensions: Extensions, by = name, kind: Kind = 'ec'): void => {
    openssl('genpkey', ...algorithms[kind], '-out', `${name}.key`)
    const request = ['-new', '-key', `${name}.key`, '-subj', `/O=Example/CN=${name}`, '-config', 'openssl.cnf']
    if (by === name) {
      openssl('req', '-x509', ...request, '-days', '3650', '-extensions', extensions, '-out', `${name}.pem`)
      return
    }
    openssl('req', ...request, '-out', `${name}.csr`)
    const issued = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '3650']
    const with_ = ['-extfile', 'openssl.cnf', '-extensions', extensions]
    openssl('x509', '-req', '-in', `${name}.csr`, ...issued, ...with_, '-out', `${name}.pem`)
  }
  certify('root', 'authority', 'root', 'rsa')
  certify('stamps', 'stamps', 'root')

  const file = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes)
    return name
  }

  return {
    pem,
    certify,
    openssl,
    /** What it answers to a request, by `signer` and with these certificates beside the signer's own. */
    answer(
      request: Uint8Array,
      given: { signer?: string; chain?: string[]; old?: true; digest?: string } = {},
    ): Buffer {
      const { signer = 'stamps', chain = [], old, digest = 'sha256' } = given
      file('request.tsq', request)
      file('chain.pem', Buffer.from(chain.map(pem).join('')))
      const by = ['-signer', `${signer}.pem`, '-inkey', `${signer}.key`, `-${digest}`]
      const section = ['-config', 'openssl.cnf', '-section', old ? 'ts_old' : 'ts']
      const more = chain.length > 0 ? ['-chain', 'chain.pem'] : []
      openssl('ts', '-reply', '-queryfile', 'request.tsq', ...section, ...by, ...more, '-out', 'answer.tsr')
      return readFileSync(join(folder, 'answer.tsr'))
    },
    /** What openssl says of a token of this digest, in hex, whoever of these is trusted. */
    holds(answer: Uint8Array, digest: string, trusted = 'root'): boolean {
      file('asked.tsr', answer)
      try {
        openssl('ts', '-verify', '-digest', digest, '-in', 'asked.tsr', '-CAfile', `${trusted}.pem`)
        return true
      } catch {
        return false
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Answers by HTTP, as RFC 3161, 3.4 has it; `seen` counts the requests. */
export const serveAuthority = async (authority: Pick<Authority, 'answer'>) => {
  const seen = { requests: 0 }
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    seen.requests += 1
    const isQuery = request.headers['content-type'] === 'application/timestamp-query' && request.method === 'POST'
    response.writeHead(isQuery ? 200 : 415, { 'content-type': 'application/timestamp-reply' })
    response.end(isQuery ? authority.answer(Buffer.concat(chunks)) : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    seen,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
