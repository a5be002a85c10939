/** Says how much the annotate page loads, compressed as servers send it, and fails above what it may (run it after a build). */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 250_000; // bytes
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The files of a chunk and of everything it needs before it runs. */
function filesOf(name, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  const { file, css = [], imports = [] } = manifest[name];
  return [file, ...css, ...imports.flatMap((needed) => filesOf(needed, seen))];
}

const page = "src/pages/annotate.tsx";
const files = [
  ...new Set(["index.html", page, "src/saving/start.ts"].flatMap((name) => (manifest[name] ? filesOf(name) : []))),
];
const sizes = files.map((file) => ({ file, size: gzipSync(readFileSync(new URL(file, dist))).length }));
const total = sizes.reduce((sum, { size }) => sum + size, 0);
for (const { file, size } of sizes.sort((a, b) => b.size - a.size)) console.log(`${String(size).padStart(8)}  ${file}`);
console.log(`${String(total).padStart(8)}  bytes gzipped for the annotate page; at most ${MOST}`);
process.exitCode = total > MOST ? 1 : 0;
