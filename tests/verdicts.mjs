/**
 * Asks the browser's code many questions at once, for test_verdict.py, which has node run this with
 * given = { files, today, asked: [{ query, platform, on }], modules } and hears what `say` is told (see bench/node.py).
 */

const { files, today, asked, modules } = given;
const { openVerdicts } = await import(`${modules}/verdict/answer.js`);

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
say({ answers, first, all: performance.now() - begun });
