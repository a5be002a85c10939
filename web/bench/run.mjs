/** Runs the editor benchmark in a headless Chromium (CHROMIUM, or "chromium" on PATH) and prints milliseconds. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";

const results = withResolvers();
const server = await createServer({
  root: new URL("..", import.meta.url).pathname,
  server: { port: 0, host: "127.0.0.1" },
  logLevel: "error",
  plugins: [{ name: "results", configureServer: ({ middlewares }) => void middlewares.use("/results", receive) }],
});
await server.listen();
const { port } = server.httpServer.address();
const profile = mkdtempSync(join(tmpdir(), "boxwright-bench-"));
const chromium = spawn(
  process.env.CHROMIUM ?? "chromium",
  [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--window-size=1500,1000",
    `--user-data-dir=${profile}`,
    `http://127.0.0.1:${port}/bench/editor.html`,
  ],
  { stdio: "ignore" },
);
chromium.on("error", results.reject);
const measured = await results.promise.finally(async () => {
  const gone = new Promise((resolve) => chromium.once("close", resolve));
  chromium.kill();
  await gone;
  await server.close();
});
rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
if (measured.error) throw new Error(measured.error);
console.log(`${"milliseconds".padEnd(56)}  median     p95`);
for (const [name, { median, p95 }] of Object.entries(measured)) {
  console.log(`${name.padEnd(56)} ${median.toFixed(2).padStart(7)} ${p95.toFixed(2).padStart(7)}`);
}

async function receive(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  response.end();
  results.resolve(JSON.parse(body));
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
