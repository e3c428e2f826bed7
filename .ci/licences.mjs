// The licence of every package that is restored, one a line: node .ci/licences.mjs. Ends with 1 when one was not looked at.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages')
const fine = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'BlueOak-1.0.0']
const read = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'))

// By kind and name: what its own files say where the registry says nothing, or why another licence is fine.
const lookedAt = read('.ci', 'licences.json')

function ofNuGet(name, version) {
  const spec = join(packages, name.toLowerCase(), version.toLowerCase(), `${name.toLowerCase()}.nuspec`)
  if (!existsSync(spec)) return 'not restored'
  return readFileSync(spec, 'utf8').match(/<license type="expression">([^<]+)</)?.[1] ?? 'none told'
}

const found = new Map()
for (const project of readdirSync(root).filter((folder) => existsSync(join(root, folder, 'packages.lock.json')))) {
  if (!existsSync(join(root, project, 'obj', 'project.assets.json'))) {
    console.log(`${project}: not restored, and left out`)
    continue
  }
  for (const target of Object.values(read(project, 'packages.lock.json').dependencies))
    for (const [name, { type, resolved }] of Object.entries(target))
      if (type !== 'Project') found.set(`nuget ${name} ${resolved}`, ofNuGet(name, resolved))
}
for (const [path, { version, license }] of Object.entries(read('package-lock.json').packages))
  if (path) found.set(`npm ${path.split('node_modules/').at(-1)} ${version}`, license ?? 'none told')

for (const [key, told] of [...found].sort()) {
  const seen = lookedAt[key.split(' ').slice(0, 2).join(' ')]
  if (told.split(' OR ').some((one) => fine.includes(one))) console.log(`${key}: ${told}`)
  else if (seen) console.log(`${key}: ${seen}`)
  else {
    console.log(`${key}: ${told}, which was not looked at`)
    process.exitCode = 1
  }
}
