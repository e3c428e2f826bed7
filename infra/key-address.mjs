// The Ethereum address of a Key Vault key: `az keyvault key show … --output json | node infra/key-address.mjs`.
// Only the public part is read, which is all that the vault gives.
import { publicKeyToAddress } from 'viem/accounts'

let text = ''
for await (const chunk of process.stdin) text += chunk
let key
try {
  key = JSON.parse(text).key
} catch {
  // Told below, as any other text that is no key.
}
const bytes = [key?.x, key?.y].map((part) => Buffer.from(part ?? '', 'base64'))
if (key?.crv !== 'P-256K' || bytes.some((part) => part.length !== 32)) {
  console.error('This is no key on the curve P-256K.')
  process.exit(1)
}
console.log(publicKeyToAddress(`0x04${Buffer.concat(bytes).toString('hex')}`))
