/**
 * Asks the browser's code many questions at once, for test_verdict.py: { files, today, asked: [{ query, platform, on }] } on standard input,
 * the answers on standard output.
 */

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { openVerdicts } from "../theme/assets/tracker/verdict/verdict.js";

const { files, today, asked } = JSON.parse(readFileSync(0, "utf-8"));

/** @param {string} path */
function read(path) {
  if (!Object.hasOwn(files, path)) {
    throw new Error(`${path} is not there`);
  }
  return files[path];
}

const begun = performance.now();
const verdicts = openVerdicts({ read, today });
const answers = [];
let first = 0;
for (const { query, platform = "", on = "" } of asked) {
  answers.push(await verdicts.answer(query, { platform, on }));
  first ||= performance.now() - begun;
}
process.stdout.write(JSON.stringify({ answers, first, all: performance.now() - begun }));
